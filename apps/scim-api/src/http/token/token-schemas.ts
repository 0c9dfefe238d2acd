import { Type } from 'typebox';
import { DEFAULT_TOKEN_LIFETIME_S } from '../../tenants/reader.js';

export const TokenForm = Type.Object({
  grant_type: Type.Literal('client_credentials'),
  audience: Type.Optional(Type.String({ examples: ['directory'] })),
  client_id: Type.Optional(Type.String({ format: 'uuid', examples: ['0198c0de-7a11-7000-8000-00000000000a'] })),
  client_secret: Type.Optional(Type.String()),
  client_assertion_type: Type.Optional(Type.Literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')),
  client_assertion: Type.Optional(Type.String({ description: 'A JWT of Entra (RFC 7523 §2.2).' })),
  scope: Type.Optional(Type.String({ examples: ['scim'] })),
});
export const TokenAnswer = Type.Object({
  access_token: Type.String({ examples: ['eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiJ9.eyJ0aWQiOiIuLi4ifQ.c2lnbmF0dXJl'] }),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'Seconds.', examples: [DEFAULT_TOKEN_LIFETIME_S] }),
  scope: Type.Optional(Type.Literal('scim', { description: 'Of a connection.' })),
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
