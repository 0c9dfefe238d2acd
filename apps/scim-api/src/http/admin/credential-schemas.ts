import { CLOUDS } from '#service';
import { Type } from 'typebox';
import { CREDENTIAL_METHODS, MAX_VALID_CREDENTIALS } from '../../tenants/credential.js';
import { DEFAULT_METHODS, METHODS, type Method } from '../../tenants/methods.js';
import { EXAMPLE_TIME, id, name, nullable, reason, strict, time } from './schemas.js';

const MEANING: Readonly<Record<Method, string>> = {
  token: 'A SCIM token as it stands: Entra’s Secret Token.',
  clientSecret: 'OAuth 2.0 client credentials with a secret, by Basic or in the body (RFC 6749 §4.4).',
  federated: 'The same with an assertion of Entra in place of the secret (RFC 7523).',
  entraToken: 'Entra’s own token on each request: for tests, and warned of while it is on.',
};

function switches(offered: readonly Method[]) {
  return Object.fromEntries(
    offered.map((method) => [
      method,
      Type.Optional(Type.Boolean({ description: MEANING[method], default: DEFAULT_METHODS[method] })),
    ]),
  );
}
export const MethodsPatch = Type.Object(switches(METHODS), {
  ...strict,
  minProperties: 1,
  description: 'How its client may prove who it is. What is turned off is refused within five seconds.',
});
const on = (method: Method) => Type.Boolean({ description: MEANING[method], examples: [DEFAULT_METHODS[method]] });
export const MethodsView = Type.Object({
  token: on('token'),
  clientSecret: on('clientSecret'),
  federated: on('federated'),
  entraToken: on('entraToken'),
});

const GUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const guid = (expected: string) =>
  Type.String({ pattern: `^${GUID}$`, 'x-expected': expected, examples: ['0198c0de-7a11-4000-8000-00000000000a'] });
export const Federation = Type.Object(
  {
    cloud: Type.Union(
      CLOUDS.map((cloud) => Type.Literal(cloud)),
      { description: 'Of Microsoft; issuer and keys follow from it. One that ENTRA_CLOUDS names.' },
    ),
    tenantId: guid('the tenant’s id in Entra, a GUID'),
    subject: Type.String({
      pattern: '^[\\x21-\\x7e]{1,200}$',
      'x-expected': 'the subject that Entra’s page shows, a GUID',
      description: '`sub`: the object id of the provisioning service’s principal in that tenant.',
    }),
    audience: Type.String({
      pattern: `^([aA][pP][iI]://)?${GUID}(/\\.[dD][eE][fF][aA][uU][lL][tT])?$`,
      'x-expected': 'the audience that Entra’s page shows, such as api://0198c0de-7a11-4000-8000-00000000000a',
    }),
    clientApp: Type.Optional(guid('the id of the application that asks for the token, a GUID')),
  },
  { ...strict, description: 'The tenant of Entra that is trusted. Nothing of it is ever fetched as it was sent.' },
);

const method = Type.Union(
  CREDENTIAL_METHODS.map((choice) => Type.Literal(choice)),
  { default: 'token', description: 'A SCIM token, or the secret of a client of the token endpoint.' },
);
const NEVER = 'none: until it is revoked, which is warned of for ever';
const expiresAt = Type.Union([time, Type.Literal('none')], { description: NEVER });

/** It ends as the day begins, in UTC. */
const day = Type.String({
  format: 'date',
  pattern: '^(?!0000)',
  examples: [EXAMPLE_TIME.slice(0, 10)],
  'x-expected': 'a day, such as 2026-11-24',
});

export const NewCredential = Type.Object(
  {
    method: Type.Optional(method),
    name: Type.Optional(name),
    expiresAt: Type.Optional(
      Type.Union([time, day, Type.Literal('none'), Type.Null()], {
        description: `In a year where nothing is said; a day is its beginning in UTC. ${NEVER}; null is another word for it.`,
      }),
    ),
    reason: Type.Optional(reason),
  },
  strict,
);
const Warning = Type.Object({
  code: Type.String({ examples: ['never-expires'] }),
  detail: Type.String(),
});
export const Warnings = Type.Array(Warning, { description: 'What a person should look at.' });
export const CredentialView = Type.Object({
  id,
  connectionId: id,
  method,
  name,
  issuedBy: Type.Object({
    type: Type.String({ examples: ['operator'] }),
    name: nullable(name),
    stillMay: nullable(
      Type.Boolean({
        description: 'Whether who issued it could issue another one now; null of an account, which the console knows.',
      }),
    ),
  }),
  createdAt: time,
  expiresAt,
  revokedAt: nullable(time),
  lastUsedAt: nullable(time),
  lastUsedFrom: nullable(
    Type.String({ description: 'The network: the /24 of IPv4, the /48 of IPv6.', examples: ['203.0.113.0/24'] }),
  ),
  warnings: Warnings,
});
const SHOWN_ONCE = 'Shown here and never again.';
const SECRET = '6Zf0uJmX0dZkz1cVQv0W7m0p1s8YB2sVn3q4r5t6u7w';
export const IssuedCredential = Type.Object({
  ...CredentialView.properties,
  token: Type.Optional(Type.String({ description: `Of a token. ${SHOWN_ONCE}`, examples: [`rcs_${SECRET}`] })),
  clientId: Type.Optional(id),
  clientSecret: Type.Optional(
    Type.String({ description: `Of a client secret. ${SHOWN_ONCE}`, examples: [`rcc_${SECRET}`] }),
  ),
  tokenUrl: Type.Optional(Type.String({ examples: ['https://rollcall.example/oauth/token'] })),
});
export const TOO_MANY = `${MAX_VALID_CREDENTIALS} are valid already; \`retire\` is the id of the oldest.`;
