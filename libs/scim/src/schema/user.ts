import { USER_URN } from '../urn.js';
import {
  attribute,
  complex,
  MAX_KEY_LENGTH,
  multiValued,
  primary,
  type ResourceType,
  type Schema,
} from './attribute.js';
import { ENTERPRISE_USER } from './enterprise-user.js';

const NAME = complex('name', 'The parts of the person’s name.', {
  subAttributes: [
    attribute('formatted', 'The full name, formatted for display.'),
    attribute('familyName', 'The family name.'),
    attribute('givenName', 'The given name.'),
    attribute('middleName', 'The middle names.'),
    attribute('honorificPrefix', 'Titles before the name.'),
    attribute('honorificSuffix', 'Titles after the name.'),
  ],
});

const ADDRESSES = complex('addresses', 'Postal addresses.', {
  multiValued: true,
  subAttributes: [
    attribute('formatted', 'The full address, formatted for display.'),
    attribute('streetAddress', 'Street, house number, post box.'),
    attribute('locality', 'City or locality.'),
    attribute('region', 'State or region.'),
    attribute('postalCode', 'Postal code.'),
    attribute('country', 'Country, as an ISO 3166-1 alpha-2 code.'),
    attribute('type', 'A label of the address’s function.', { canonicalValues: ['work', 'home', 'other'] }),
    primary(),
  ],
});

const GROUPS = complex(
  'groups',
  'The groups that the person is a member of, without groups in groups. Changed through the groups; answered when asked for by name, because there may be thousands.',
  {
    multiValued: true,
    mutability: 'readOnly',
    returned: 'request',
    subAttributes: [
      attribute('value', 'The id of the group.', { mutability: 'readOnly', caseExact: true }),
      attribute('$ref', 'The URL of the group.', {
        type: 'reference',
        mutability: 'readOnly',
        caseExact: true,
        referenceTypes: ['Group'],
      }),
      attribute('display', 'The name of the group.', { mutability: 'readOnly' }),
      attribute('type', 'How the membership came about.', { mutability: 'readOnly', canonicalValues: ['direct'] }),
    ],
  },
);

const EMAIL_TYPES = ['work', 'home', 'other'];
const PHONE_TYPES = ['work', 'home', 'mobile', 'fax', 'pager', 'other'];
const IM_TYPES = ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'];
const PHOTO = { type: 'reference', caseExact: true, referenceTypes: ['external'] } as const;

/** RFC 7643 §4.1, without `password`: Rollcall never takes one. */
export const USER = {
  id: USER_URN,
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', 'The name the person signs in with, unique in the company whatever its case.', {
      required: true,
      uniqueness: 'server',
      maxLength: MAX_KEY_LENGTH,
    }),
    NAME,
    attribute('displayName', 'The name to show.'),
    attribute('nickName', 'The casual name.'),
    attribute('profileUrl', 'The URL of the person’s profile page.', {
      type: 'reference',
      caseExact: true,
      referenceTypes: ['external'],
    }),
    attribute('title', 'The job title.'),
    attribute('userType', 'The relationship to the company, such as Employee or Contractor.'),
    attribute('preferredLanguage', 'Preferred languages, as in Accept-Language.'),
    attribute('locale', 'The locale for dates, numbers and currency.'),
    attribute('timezone', 'The time zone, by its IANA name.'),
    attribute('active', 'Whether the person is with the company.', { type: 'boolean' }),
    multiValued('emails', 'Mail addresses.', { types: EMAIL_TYPES, maxLength: MAX_KEY_LENGTH }),
    multiValued('phoneNumbers', 'Phone numbers, kept exactly as sent.', { types: PHONE_TYPES }),
    multiValued('ims', 'Instant messaging addresses.', { types: IM_TYPES }),
    multiValued('photos', 'URLs of photos.', { ...PHOTO, types: ['photo', 'thumbnail'] }),
    ADDRESSES,
    GROUPS,
    multiValued('entitlements', 'What the person is entitled to.', {}),
    multiValued('roles', 'The roles of the person.', {}),
    multiValued('x509Certificates', 'Certificates, DER in base64.', { type: 'binary', caseExact: true }),
  ],
} as const satisfies Schema;

export const USER_TYPE: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: USER,
  extensions: [ENTERPRISE_USER],
  // A sample in Microsoft's documentation prints the enterprise URN without its last colon (rules.md, E8).
  ignoredSchemas: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
};
