import { describe, expect, it } from '@jest/globals';
import { DEFAULT_METHODS } from './methods.js';
import { judgeSecret, type ClientFound, type TokenConnection } from './token-client.js';

const NOW = new Date('2026-12-01T08:00:00Z');
const connection: TokenConnection = { id: 'c', tenantId: 't', methods: DEFAULT_METHODS, federation: null };
const secret = { id: 's', expiresAt: null, revokedAt: null };
const found: ClientFound = { reader: null, connection, secret };

describe('a secret at the token endpoint', () => {
  it('lets in the connection that it belongs to, until it expires', () => {
    const expected = { kind: 'connection', connection, credentialId: 's' };
    expect(judgeSecret(found, NOW)).toEqual(expected);
    const expiresAt = new Date(NOW.getTime() + 1);
    expect(judgeSecret({ ...found, secret: { ...secret, expiresAt } }, NOW)).toEqual(expected);
  });

  it('lets in a reader', () => {
    const reader = {
      id: 'r',
      tenantId: 't',
      audiences: ['audit'],
      roles: [],
      scopes: [],
      given: ['audit'],
      tokenLifetime: 60,
    } as const;
    expect(judgeSecret({ reader, connection: null, secret: null }, NOW)).toEqual({ kind: 'reader', reader });
  });

  it.each([
    ['client_unknown', { connection: null, secret: null }],
    ['method_off', { connection: { ...connection, methods: { ...DEFAULT_METHODS, clientSecret: false } } }],
    ['secret_wrong', { secret: null }],
    ['secret_revoked', { secret: { ...secret, revokedAt: NOW, expiresAt: NOW } }],
    ['secret_expired', { secret: { ...secret, expiresAt: NOW } }],
  ] as const)('is refused: %s', (reason, change) => {
    expect(judgeSecret({ ...found, ...change }, NOW)).toMatchObject({ kind: 'nobody', reason });
  });
});
