import { company, DOMAIN, userOf } from './company.js';
import { Random } from './random.js';
import type { Source, SourceGroup, SourceUser } from './source.js';

export interface Size {
  readonly seed: number;
  readonly users: number;
  readonly groups: number;
}

const LARGEST_GROUP = 1_000;
const GUESTS = 0.02;
const DISABLED = 0.01;
const MISSING = 0.15;
/** Of so many names each seed begins with another. */
const NAMES = 425;

const CITIES: readonly [readonly [string, string, string], ...(readonly [string, string, string])[]] = [
  ['London', 'EC1A 1BB', 'GB'],
  ['Zürich', '8001', 'CH'],
  ['København', '1050', 'DK'],
  ['São Paulo', '01310-100', 'BR'],
  ['東京', '100-0001', 'JP'],
  ['Kraków', '31-001', 'PL'],
];
const GROUP_WORDS: readonly [string, ...string[]] = [
  'Engineering',
  'All hands',
  'Project Zürich',
  'Café friends',
  'On call',
  'Works council',
  'New joiners',
  'Book club',
  'Security',
];

/**
 * The company as a grown directory has it, the same for the same numbers: guests, disabled accounts, attributes that nobody
 * filled in, groups across departments. Everybody is assigned.
 */
export function generateSource({ seed, users: size, groups: groupCount }: Size): Source {
  const random = new Random(seed);
  const people = company(size, { firstName: (Math.max(0, seed - 1) * 29) % NAMES });
  const ids = people.map(() => random.guid());
  const idOf = (number: number): string => ids[number] ?? '';
  const users = new Map(people.map((person) => [idOf(person.number), grown(random, userOf(person, idOf))]));
  const groups = new Map(
    Array.from({ length: groupCount }, (_, number): [string, SourceGroup] => {
      const group = groupOf(random, ids, number);
      return [group.id, group];
    }),
  );
  return { users, groups, assigned: { users: new Set(ids), groups: new Set(groups.keys()) } };
}

function grown(random: Random, user: SourceUser): SourceUser {
  const isHead = user.manager === null;
  const isGuest = !isHead && random.chance(GUESTS);
  const [city, postalCode, country] = random.pick(CITIES);
  const maybe = (value: string | null): string | null => (random.chance(MISSING) ? null : value);
  return {
    ...user,
    ...(isGuest ? guest(user) : { mail: maybe(user.mail) }),
    jobTitle: maybe(user.jobTitle),
    department: maybe(user.department),
    mobilePhone: maybe(`+44 7700 ${900_000 + random.below(99_999)}`),
    businessPhone: maybe('+44 20 7946 0000'),
    streetAddress: maybe(`${1 + random.below(200)} High Street`),
    city,
    postalCode,
    country,
    preferredLanguage: maybe(user.preferredLanguage),
    accountEnabled: isHead || !random.chance(DISABLED),
  };
}

/** As Entra names a guest: the home address, and the tenant's own domain. */
function guest({ userPrincipalName }: SourceUser): Partial<SourceUser> {
  const home = userPrincipalName.replace(`@${DOMAIN}`, '');
  return {
    userPrincipalName: `${home}_partner.example#EXT#@${DOMAIN}`,
    mail: `${home}@partner.example`,
    employeeId: null,
    userType: 'Guest',
  };
}

/** Most are small; the first one has everybody, up to a thousand. */
function groupOf(random: Random, ids: readonly string[], number: number): SourceGroup {
  const size = Math.min(ids.length, number === 0 ? LARGEST_GROUP : Math.ceil(4 * 1.08 ** random.below(60)));
  const start = random.below(Math.max(1, ids.length));
  const members = Array.from({ length: size }, (_, at) => ids[(start + at) % ids.length]).filter(
    (id) => id !== undefined,
  );
  const displayName = number === 0 ? 'All employees' : `${random.pick(GROUP_WORDS)} ${number}`;
  return { id: random.guid(), displayName, mailNickname: `group${number}`, description: null, members };
}
