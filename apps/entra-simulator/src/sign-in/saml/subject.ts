import type { SourceUser } from '../../source/source.js';
import type { SignedIn } from '../errands.js';
import type { Application } from '../identity-provider.js';
import { pairwiseId } from '../pairwise.js';
import { groupsOf, rolesOf, samlIssuerOf, type Place } from '../place.js';
import { Refusal } from '../refusal.js';
import { newId, PERSISTENT, type Subject } from './response.js';

const IDENTITY = 'http://schemas.microsoft.com/identity/claims';
const XMLSOAP = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT = 'http://schemas.microsoft.com';
// More are a link to Graph (Microsoft Learn, "SAML token claims reference").
const MOST_GROUPS = 150;

/** Entra's default claims, with app roles, and groups where they are configured. @throws Refusal of a format that it does not know */
export function subjectOf(
  place: Place,
  application: Application,
  { user, session }: SignedIn,
  format: string | null,
): Subject {
  const roles = rolesOf(place, user);
  return {
    ...nameIdOf(place, application, user, format),
    authTime: session.authTime,
    attributes: [
      [`${IDENTITY}/tenantid`, [place.provider.tenantId]],
      [`${IDENTITY}/objectidentifier`, [user.id]],
      [`${IDENTITY}/displayname`, [user.displayName]],
      ...attributeOf(`${MICROSOFT}/ws/2008/06/identity/claims/role`, roles),
      ...(application.hasGroups ? groupAttributes(place, user) : []),
      [`${IDENTITY}/identityprovider`, [samlIssuerOf(place)]],
      [
        `${MICROSOFT}/claims/authnmethodsreferences`,
        ['http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password'],
      ],
      ...attributeOf(`${XMLSOAP}/givenname`, [user.givenName]),
      ...attributeOf(`${XMLSOAP}/surname`, [user.surname]),
      ...attributeOf(`${XMLSOAP}/emailaddress`, user.mail === null ? [] : [user.mail]),
      [`${XMLSOAP}/name`, [user.userPrincipalName]],
    ],
  };
}

function nameIdOf(
  { provider }: Place,
  { appId }: Application,
  user: SourceUser,
  asked: string | null,
): Pick<Subject, 'nameId' | 'format'> {
  const format = asked ?? PERSISTENT;
  switch (format.split(':').at(-1)) {
    case 'persistent':
    case 'unspecified':
      return { nameId: pairwiseId(provider, appId, user.id), format: PERSISTENT };
    case 'emailAddress':
      return { nameId: user.userPrincipalName, format };
    case 'transient':
      return { nameId: newId(), format };
    default:
      throw new Refusal(900236, 'NameIDPolicy/Format');
  }
}

function groupAttributes(place: Place, user: SourceUser): Subject['attributes'] {
  const groups = groupsOf(place, user);
  if (groups.length <= MOST_GROUPS) return attributeOf(`${MICROSOFT}/ws/2008/06/identity/claims/groups`, groups);
  const link = `https://graph.microsoft.com/v1.0/users/${user.id}/getMemberObjects`;
  return [[`${MICROSOFT}/claims/groups.link`, [link]]];
}

/** One without values is not sent. */
function attributeOf(name: string, values: readonly string[]): Subject['attributes'] {
  const written = values.filter((value) => value !== '');
  return written.length === 0 ? [] : [[name, written]];
}
