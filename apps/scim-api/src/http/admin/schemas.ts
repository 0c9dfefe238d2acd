import { Type, type TNull, type TSchema, type TUnion } from 'typebox';
import { CUSTOM_ATTRIBUTE_TYPES, UNKNOWN_ATTRIBUTES } from '#scim';
import { AUDIENCES, audiencesOf, dateTime, SCOPES } from '#service';
import { MAX_SLUG, SLUG } from '../../tenants/slug.js';
import { DEFAULT_TOKEN_LIFETIME_S, MAX_TOKEN_LIFETIME_S, READER_ROLES } from '../../tenants/reader.js';

// Examples live in the schemas, so that the document and the validation cannot disagree.
const EXAMPLE_ID = '0198c0de-7a11-7000-8000-00000000000a';
export const EXAMPLE_TIME = '2026-11-24T08:00:00.000Z';

export const id = Type.String({ format: 'uuid', examples: [EXAMPLE_ID] });
export const time = dateTime({ examples: [EXAMPLE_TIME] });
/** No control characters: PostgreSQL does not store U+0000, and none of them is part of a name. */
export const name = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$',
  'x-expected': 'a name of 1 to 200 characters, of which one is no space and none a control character',
  examples: ['Contoso'],
});
export const strict = { additionalProperties: false };
/** One address, and nothing that a mail header could be made to say besides. */
export const address = Type.String({
  maxLength: 254,
  'x-expected': 'one mail address, such as it-operations@contoso.example',
  pattern: '^[^\\s\\u0000-\\u001f\\u007f@<>,;:"()\\[\\]\\\\]+@[^\\s\\u0000-\\u001f\\u007f@<>,;:"()\\[\\]\\\\]+$',
  examples: ['it-operations@contoso.example'],
});
/** Why somebody acts: kept in the event, and shown in the tenant's audit log. */
export const reason = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$',
  'x-expected': 'a reason of 1 to 500 characters, of which one is no space and none a control character',
  description: 'Why; told in the event AdminActed and in the tenant’s audit log.',
  examples: ['The quarterly rotation.'],
});
export const because = { reason: Type.Optional(reason) };
export const nullable = <Schema extends TSchema>(schema: Schema): TUnion<[Schema, TNull]> =>
  Type.Union([schema, Type.Null()]);
const audience = Type.Union(AUDIENCES.map((name) => Type.Literal(name)));
const role = Type.Union(READER_ROLES.map((name) => Type.Literal(name)));
const scope = Type.Union(SCOPES.map((name) => Type.Literal(name)));
const implied = READER_ROLES.map((name) => `\`${name}\` ${audiencesOf([name]).join(', ')}`).join('; ');

const unknownAttributes = Type.Union(
  UNKNOWN_ATTRIBUTES.map((choice) => Type.Literal(choice)),
  {
    default: 'ignore',
    description:
      'Attributes in none of the schemas, on a tolerant connection: ignore leaves them out, keep stores those of the ' +
      'company’s own extension until they are defined, refuse answers 400 invalidSyntax.',
  },
);

export const slug = Type.String({
  minLength: 1,
  maxLength: MAX_SLUG,
  pattern: SLUG.source,
  'x-expected': 'letters a to z and digits, with single hyphens between, such as contoso',
  description: 'What the tenant is called in addresses: nobody else’s, and the same when the name changes.',
  examples: ['contoso'],
});

const timeZone = Type.String({
  minLength: 1,
  maxLength: 64,
  'x-expected': 'a time zone of IANA such as Europe/Berlin, or UTC',
  description: 'Of IANA: where the days of the company begin and end, where the directory is asked about one.',
  examples: ['Europe/Berlin'],
});

export const NewTenant = Type.Object(
  {
    name,
    slug: Type.Optional(slug),
    notificationAddress: Type.Optional(nullable(address)),
    unknownAttributes: Type.Optional(unknownAttributes),
    timeZone: Type.Optional(timeZone),
    reason: Type.Optional(reason),
  },
  strict,
);
export const TenantPatch = Type.Object(
  {
    name: Type.Optional(name),
    slug: Type.Optional(slug),
    notificationAddress: Type.Optional(nullable(address)),
    unknownAttributes: Type.Optional(unknownAttributes),
    timeZone: Type.Optional(timeZone),
    reason: Type.Optional(reason),
  },
  { ...strict, minProperties: 1 },
);
export const TenantView = Type.Object({
  id,
  name,
  slug,
  notificationAddress: nullable(address),
  unknownAttributes,
  timeZone,
  suspendedAt: nullable(time),
  version: Type.Integer({ examples: [1] }),
  createdAt: time,
  changedAt: time,
});

const attributeType = Type.Union(CUSTOM_ATTRIBUTE_TYPES.map((type) => Type.Literal(type)));
const description = Type.String({
  maxLength: 500,
  pattern: '^[^\\u0000]*$',
  'x-expected': 'a text of at most 500 characters',
  examples: ['The unit the person works for.'],
});
const sensitive = Type.Boolean({
  description:
    'Its values read `***` everywhere but in SCIM and on the topics, in whatever is written from then on. Without it that ' +
    'stays as it is; of a new attribute false.',
});
export const AttributeDefinition = Type.Object(
  { type: attributeType, description: Type.Optional(description), sensitive: Type.Optional(sensitive), ...because },
  strict,
);
export const AttributeView = Type.Object({
  name: Type.String({ examples: ['Business Unit'] }),
  type: attributeType,
  description,
  sensitive,
  createdAt: time,
  changedAt: time,
  retiredAt: nullable(time),
});

/** Of a DELETE, which has no body. */
export const RevocationQuery = Type.Object({ reason: Type.Optional(reason) });

export const NewReader = Type.Object(
  {
    name,
    audiences: Type.Optional(
      Type.Array(audience, {
        minItems: 1,
        maxItems: AUDIENCES.length,
        uniqueItems: true,
        description: 'Needed where no role is given.',
        examples: [['directory', 'audit']],
      }),
    ),
    roles: Type.Optional(
      Type.Array(role, {
        minItems: 1,
        maxItems: READER_ROLES.length,
        uniqueItems: true,
        description: `What it is; its tokens say so. Each implies audiences: ${implied}.`,
        examples: [['auditor']],
      }),
    ),
    scopes: Type.Optional(
      Type.Array(scope, {
        minItems: 1,
        maxItems: SCOPES.length,
        uniqueItems: true,
        description:
          'What it sees of the directory, where `audiences` names that: `directory:read` who is active, now; ' +
          '`directory:history` what was, and whoever has left, too. ' +
          'The first unless told, and what its roles see.',
        examples: [['directory:read', 'directory:history']],
      }),
    ),
    tokenLifetimeSeconds: Type.Optional(
      Type.Integer({ minimum: 60, maximum: MAX_TOKEN_LIFETIME_S, default: DEFAULT_TOKEN_LIFETIME_S }),
    ),
    reason: Type.Optional(reason),
  },
  strict,
);
export const ReaderView = Type.Object({
  clientId: id,
  tenantId: id,
  name,
  audiences: Type.Array(audience, { description: 'Given, and implied by its roles.' }),
  roles: Type.Array(role),
  scopes: Type.Array(scope, {
    description: 'What it sees of the directory; none where that was not given for itself.',
  }),
  tokenLifetimeSeconds: Type.Integer({ examples: [DEFAULT_TOKEN_LIFETIME_S] }),
  createdAt: time,
  revokedAt: nullable(time),
});
export const IssuedReader = Type.Object({
  ...ReaderView.properties,
  clientSecret: Type.String({
    description: 'Shown here and never again.',
    examples: ['rcr_6Zf0uJmX0dZkz1cVQv0W7m0p1s8YB2sVn3q4r5t6u7w'],
  }),
});
