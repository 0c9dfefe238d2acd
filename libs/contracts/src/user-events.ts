import { Type, type Static } from 'typebox';
import { Actor, Change, type Envelope } from './envelope.js';

/** A company's own attributes, by the names that the company gave them. */
export const CUSTOM_USER_URN = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
export const ENTERPRISE_USER_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const text = (description: string) => Type.Optional(Type.String({ description }));

/** Elements of a multi-valued attribute (RFC 7643 §2.4): the sub-attributes that all of them have, and an attribute's own. */
const multiValued = (title: string, description: string, extra: Record<string, string> = {}) =>
  Type.Optional(
    Type.Array(
      Type.Object(
        {
          value: text('The value itself.'),
          type: text('What it is for: "work", "home", "mobile" …'),
          display: text('How it is shown to people.'),
          primary: Type.Optional(Type.Boolean({ description: 'True for at most one of the values.' })),
          ...Object.fromEntries(Object.entries(extra).map(([name, words]) => [name, text(words)])),
        },
        { title, description },
      ),
    ),
  );

const Name = Type.Object(
  {
    formatted: text('The full name, as it is shown.'),
    familyName: text('Family name, or last name.'),
    givenName: text('Given name, or first name.'),
    middleName: text('Middle names.'),
    honorificPrefix: text('Title before the name: "Dr."'),
    honorificSuffix: text('What follows the name: "III".'),
  },
  { title: 'Name', description: "The parts of a person's name (RFC 7643 §4.1.1)." },
);

const Manager = Type.Object(
  {
    value: Type.String({
      description:
        'Names the manager: the id of a user, or what the identity provider sent instead (mail address, number). The ' +
        'person need not be known yet.',
    }),
  },
  { title: 'Manager', description: "The person's manager." },
);

const EnterpriseUser = Type.Object(
  {
    employeeNumber: text('Number that the company gave the person.'),
    costCenter: text('Cost centre.'),
    organization: text('Organization.'),
    division: text('Division.'),
    department: text('Department.'),
    manager: Type.Optional(Manager),
  },
  { title: 'EnterpriseUser', description: 'The enterprise extension (RFC 7643 §4.3).' },
);

const CustomValue = Type.Union([Type.String(), Type.Number()], {
  title: 'CustomValue',
  description: "Value of one of the company's own attributes: a number where it is defined as one.",
});

/**
 * The user after the change, in the language of RFC 7643 §4.1 and §4.3: unassigned attributes are absent, there is
 * never a password, and a tenant's extensions stand under their URNs. `meta` has no location: it is relative to nobody.
 */
export const UserResource = Type.Object(
  {
    schemas: Type.Array(Type.String(), { minItems: 1, description: 'URNs of the schemas in use.' }),
    id: Type.String({ description: 'The id that Rollcall gave the user; it never changes and is never given again.' }),
    externalId: text("The identity provider's own id of the person."),
    userName: Type.String({ description: 'The name to sign in with; unique in the company, whatever its case.' }),
    name: Type.Optional(Name),
    displayName: text('The name to show.'),
    nickName: text('What the person is called among colleagues.'),
    profileUrl: text("Address of the person's page."),
    title: text('Title at work: "Vice President".'),
    userType: text('How the person stands to the company: "Employee", "Contractor" …'),
    preferredLanguage: text('As in Accept-Language: "de-CH".'),
    locale: text('For formats of dates and numbers: "de-CH".'),
    timezone: text('IANA name of the time zone: "Europe/Zurich".'),
    active: Type.Boolean({ description: 'False: disabled at the identity provider.' }),
    emails: multiValued('Email', 'A mail address.'),
    phoneNumbers: multiValued('PhoneNumber', 'A telephone number.'),
    ims: multiValued('InstantMessage', 'An instant messaging address.'),
    photos: multiValued('Photo', 'Address of a picture.'),
    addresses: multiValued('Address', 'A postal address.', {
      formatted: 'The whole address, as on a letter.',
      streetAddress: 'Street, house number and what belongs to them; may have several lines.',
      locality: 'City.',
      region: 'State or region.',
      postalCode: 'Postal code.',
      country: 'Country, in ISO 3166-1 alpha-2 where the identity provider keeps to it.',
    }),
    entitlements: multiValued('Entitlement', 'Something that the person is entitled to.'),
    roles: multiValued('Role', "One of the person's roles."),
    x509Certificates: multiValued('Certificate', 'An X.509 certificate, DER in base64.'),
    [ENTERPRISE_USER_URN]: Type.Optional(EnterpriseUser),
    [CUSTOM_USER_URN]: Type.Optional(
      Type.Record(Type.String(), CustomValue, {
        title: 'CustomAttributes',
        description: "The company's own attributes, by the names that it gave them.",
      }),
    ),
    meta: Type.Object(
      {
        resourceType: Type.Literal('User', { title: 'UserResourceType' }),
        created: Type.String({ format: 'date-time', description: 'When the user was created.' }),
        lastModified: Type.String({ format: 'date-time', description: 'When this version was made.' }),
        version: Type.String({ description: 'ETag of this version: W/"3" is the third.' }),
      },
      { title: 'UserMeta', description: "The user's metadata (RFC 7643 §3.1)." },
    ),
  },
  { title: 'User', description: 'A user after the change; what is not assigned is absent.' },
);
export type UserResource = Static<typeof UserResource>;

/**
 * Names of custom attributes whose value names an employee, as `manager` does: by SCIM id, work address or employee number,
 * see person-named.ts. The employee need not be known yet.
 */
const references = Type.Optional(
  Type.Array(Type.String(), {
    description:
      "Names of the company's own attributes whose value names an employee: by SCIM id, work address or employee number.",
  }),
);

/** Names of custom attributes whose values are shown by no API, export or mail; see sensitive.ts. */
const sensitive = Type.Optional(
  Type.Array(Type.String(), {
    description:
      "Names of the company's own attributes that are sensitive: whoever shows their values shows `***` in their place.",
  }),
);

const changes = { description: 'What differs from the version before: one element for each attribute.' };
const reason = <A extends string, B extends string>(title: string, one: A, other: B, description: string) =>
  Type.Union([Type.Literal(one), Type.Literal(other)], { title, description });

export const UserProvisionedData = Type.Object(
  {
    reason: reason('UserProvisionedReason', 'created', 'reactivated', 'Whether the user is new, or is active again.'),
    actor: Actor,
    user: UserResource,
    references,
    sensitive,
    changes: Type.Array(Change, changes),
  },
  { title: 'UserProvisioned', description: 'The user exists from now on, or is active again.' },
);

export const UserUpdatedData = Type.Object(
  {
    actor: Actor,
    user: UserResource,
    references,
    sensitive,
    changes: Type.Array(Change, { minItems: 1, ...changes }),
  },
  { title: 'UserUpdated', description: 'Attributes changed; `active` did not.' },
);

export const UserDeprovisionedData = Type.Object(
  {
    reason: reason(
      'UserDeprovisionedReason',
      'disabled',
      'deleted',
      'Whether the user is there, inactive, or is gone.',
    ),
    actor: Actor,
    user: Type.Union([UserResource, Type.Null()], {
      title: 'DeprovisionedUser',
      description: 'The inactive user; null when there is no user any more.',
    }),
    references,
    sensitive,
    changes: Type.Array(Change, changes),
  },
  { title: 'UserDeprovisioned', description: 'The user was disabled, or deleted: the last event of that id.' },
);

export type UserProvisioned = Envelope<'rollcall.UserProvisioned', Static<typeof UserProvisionedData>>;
export type UserUpdated = Envelope<'rollcall.UserUpdated', Static<typeof UserUpdatedData>>;
export type UserDeprovisioned = Envelope<'rollcall.UserDeprovisioned', Static<typeof UserDeprovisionedData>>;
export type UserEvent = UserProvisioned | UserUpdated | UserDeprovisioned;
