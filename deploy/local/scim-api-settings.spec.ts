import { describe, expect, it } from '@jest/globals';
import { localSettings, missingFor } from './scim-api-settings.js';

const run = {
  postgres: { url: 'postgres://postgres:p@h:1/postgres?sslmode=verify-full&sslrootcert=ca.pem' },
  kafka: {
    brokers: 'h:2',
    ssl: { ca: 'PEM', caFile: 'ca.pem' },
    sasl: { mechanism: 'scram-sha-512', username: 'reader', password: 'r' },
  },
} as const;
const secrets = { rolePasswords: { rollcall_admin: 'a' }, keySecret: 'k' };
const find = (command: string, env: Record<string, string> = {}) => localSettings(command, { env, run, secrets });

describe("scim-api's commands find the settings", () => {
  it.each(['keys', 'reconcile-revocations', 'restore-report'])('of what runs here, locked as it is: %s', (command) => {
    expect(find(command)).toEqual({
      DATABASE_URL: 'postgres://postgres:p@h:1/rollcall_scim?sslmode=verify-full&sslrootcert=ca.pem',
      ADMIN_DATABASE_URL: 'postgres://rollcall_admin:a@h:1/rollcall_scim?sslmode=verify-full&sslrootcert=ca.pem',
      KEY_SECRET: 'k',
      KAFKA_BROKERS: 'h:2',
      KAFKA_SSL: 'true',
      KAFKA_SSL_CA: 'ca.pem',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'reader',
      KAFKA_SASL_PASSWORD: 'r',
    });
  });

  it('and miss one where nothing runs and none is set, but for the help', () => {
    expect(missingFor('keys', ['list'], {})).toBe('ADMIN_DATABASE_URL');
    expect(missingFor('restore-report', [], {})).toBe('DATABASE_URL');
    expect(missingFor('reconcile-revocations', [], {})).toBe('ADMIN_DATABASE_URL');
    expect(missingFor('keys', ['list'], { ADMIN_DATABASE_URL: 'postgres://mine' })).toBeNull();
    expect([missingFor('keys', [], {}), missingFor('keys', ['rotate', '--help'], {})]).toEqual([null, null]);
  });

  it.each(['reconcile-revocations', 'restore-report'])(
    'and miss none for the help of one without words: %s',
    (command) => {
      expect(['help', '--help', '-h'].map((word) => missingFor(command, [word], {}))).toEqual([null, null, null]);
    },
  );

  it('of the environment alone where it names a database', () => {
    expect(find('keys', { ADMIN_DATABASE_URL: 'postgres://mine' })).toEqual({});
    expect(find('restore-report', { DATABASE_URL: 'postgres://restored' })).toEqual({});
  });

  it('of what runs here where npm start was given a server', () => {
    expect(find('restore-report', { DATABASE_URL: run.postgres.url })).toHaveProperty('KAFKA_BROKERS', 'h:2');
  });
});
