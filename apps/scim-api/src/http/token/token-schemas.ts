import { Type } from 'typebox';
import { ISSUED_TYPE, TOKEN_EXCHANGE } from '../../tenants/exchange-request.js';
import { DEFAULT_TOKEN_LIFETIME_S } from '../../tenants/reader.js';

export const TokenForm = Type.Object({
  grant_type: Type.Union([Type.Literal('client_credentials'), Type.Literal(TOKEN_EXCHANGE)]),
  audience: Type.Optional(Type.String({ examples: ['directory'] })),
  client_id: Type.Optional(Type.String({ format: 'uuid', examples: ['0198c0de-7a11-7000-8000-00000000000a'] })),
  client_secret: Type.Optional(Type.String()),
  client_assertion_type: Type.Optional(Type.Literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')),
  client_assertion: Type.Optional(Type.String({ description: 'A JWT of Entra, or of the console (RFC 7523 §2.2).' })),
  subject_token_type: Type.Optional(Type.Literal('urn:ietf:params:oauth:token-type:jwt')),
  subject_token: Type.Optional(
    Type.String({ description: 'Of the console: a JWT by the same key, of who signed in (RFC 8693 §2.1).' }),
  ),
  scope: Type.Optional(Type.String({ examples: ['scim'] })),
});
export const TokenAnswer = Type.Object({
  access_token: Type.String({ examples: ['eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiJ9.eyJ0aWQiOiIuLi4ifQ.c2lnbmF0dXJl'] }),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'Seconds.', examples: [DEFAULT_TOKEN_LIFETIME_S] }),
  scope: Type.Optional(
    Type.String({
      description: 'Of a connection `scim`; of a reader for the directory what it sees of that.',
      examples: ['scim', 'directory:read directory:history'],
    }),
  ),
  issued_token_type: Type.Optional(Type.Literal(ISSUED_TYPE, { description: 'Of the console.' })),
});
export const TokenError = Type.Object({
  error: Type.String({ examples: ['invalid_client'] }),
  error_description: Type.String(),
});
export const JwksView = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.Literal('OKP'),
      crv: Type.Literal('Ed25519'),
      x: Type.String(),
      kid: Type.String(),
      alg: Type.Literal('EdDSA'),
      use: Type.Literal('sig'),
    }),
  ),
});
