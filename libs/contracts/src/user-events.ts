import { Type, type Static } from 'typebox';
import { Actor, Change, type Envelope } from './envelope.js';

/** A company's own attributes, by the names that the company gave them. */
export const CUSTOM_USER_URN = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
export const ENTERPRISE_USER_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const multiValued = (extra: Record<string, ReturnType<typeof Type.String>> = {}) =>
  Type.Optional(
    Type.Array(
      Type.Object({
        value: Type.Optional(Type.String()),
        type: Type.Optional(Type.String()),
        display: Type.Optional(Type.String()),
        primary: Type.Optional(Type.Boolean()),
        ...Object.fromEntries(Object.entries(extra).map(([name, schema]) => [name, Type.Optional(schema)])),
      }),
    ),
  );

/**
 * The user after the change, in the language of RFC 7643 §4.1 and §4.3: unassigned attributes are absent, there is
 * never a password, and a tenant's extensions stand under their URNs. `meta` has no location: it is relative to nobody.
 */
export const UserResource = Type.Object({
  schemas: Type.Array(Type.String(), { minItems: 1 }),
  id: Type.String(),
  externalId: Type.Optional(Type.String()),
  userName: Type.String(),
  name: Type.Optional(
    Type.Object({
      formatted: Type.Optional(Type.String()),
      familyName: Type.Optional(Type.String()),
      givenName: Type.Optional(Type.String()),
      middleName: Type.Optional(Type.String()),
      honorificPrefix: Type.Optional(Type.String()),
      honorificSuffix: Type.Optional(Type.String()),
    }),
  ),
  displayName: Type.Optional(Type.String()),
  nickName: Type.Optional(Type.String()),
  profileUrl: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
  userType: Type.Optional(Type.String()),
  preferredLanguage: Type.Optional(Type.String()),
  locale: Type.Optional(Type.String()),
  timezone: Type.Optional(Type.String()),
  active: Type.Boolean(),
  emails: multiValued(),
  phoneNumbers: multiValued(),
  ims: multiValued(),
  photos: multiValued(),
  addresses: multiValued({
    formatted: Type.String(),
    streetAddress: Type.String(),
    locality: Type.String(),
    region: Type.String(),
    postalCode: Type.String(),
    country: Type.String(),
  }),
  entitlements: multiValued(),
  roles: multiValued(),
  x509Certificates: multiValued(),
  [ENTERPRISE_USER_URN]: Type.Optional(
    Type.Object({
      employeeNumber: Type.Optional(Type.String()),
      costCenter: Type.Optional(Type.String()),
      organization: Type.Optional(Type.String()),
      division: Type.Optional(Type.String()),
      department: Type.Optional(Type.String()),
      manager: Type.Optional(Type.Object({ value: Type.String() })),
    }),
  ),
  [CUSTOM_USER_URN]: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
  meta: Type.Object({
    resourceType: Type.Literal('User'),
    created: Type.String({ format: 'date-time' }),
    lastModified: Type.String({ format: 'date-time' }),
    version: Type.String(),
  }),
});
export type UserResource = Static<typeof UserResource>;

/**
 * Names of custom attributes whose value names an employee: by SCIM id, mail address or employee number, in that order.
 * The employee need not be known yet.
 */
const references = Type.Optional(Type.Array(Type.String()));

/** The user exists from now on, or is active again. */
export const UserProvisionedData = Type.Object({
  reason: Type.Union([Type.Literal('created'), Type.Literal('reactivated')]),
  actor: Actor,
  user: UserResource,
  references,
  changes: Type.Array(Change),
});

/** Attributes changed; `active` did not. */
export const UserUpdatedData = Type.Object({
  actor: Actor,
  user: UserResource,
  references,
  changes: Type.Array(Change, { minItems: 1 }),
});

/** `disabled`: `user` is the inactive user. `deleted`: there is no user any more, and `user` is null. */
export const UserDeprovisionedData = Type.Object({
  reason: Type.Union([Type.Literal('disabled'), Type.Literal('deleted')]),
  actor: Actor,
  user: Type.Union([UserResource, Type.Null()]),
  references,
  changes: Type.Array(Change),
});

export type UserProvisioned = Envelope<'rollcall.UserProvisioned', Static<typeof UserProvisionedData>>;
export type UserUpdated = Envelope<'rollcall.UserUpdated', Static<typeof UserUpdatedData>>;
export type UserDeprovisioned = Envelope<'rollcall.UserDeprovisioned', Static<typeof UserDeprovisionedData>>;
export type UserEvent = UserProvisioned | UserUpdated | UserDeprovisioned;
