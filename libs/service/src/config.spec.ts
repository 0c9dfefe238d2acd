import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { ConfigError, readConfig } from './config.js';

const SCHEMA = Type.Object({
  PORT: Type.Integer({ minimum: 1, maximum: 65_535, default: 7301 }),
  DATABASE_URL: Type.String({ pattern: '^postgres://' }),
  OPERATOR_TOKEN: Type.String({ minLength: 16 }),
  PRETTY: Type.Boolean({ default: false }),
  MAIL_FROM: Type.Optional(Type.String()),
});
const GOOD = { DATABASE_URL: 'postgres://a', OPERATOR_TOKEN: 'x'.repeat(16) };

describe('the configuration', () => {
  it('is converted, completed, frozen, and holds nothing else', () => {
    const config = readConfig(SCHEMA, { ...GOOD, PORT: '8080', PRETTY: 'true', HOME: '/root', MAIL_FROM: '' });
    expect(config).toEqual({ ...GOOD, PORT: 8080, PRETTY: true });
    expect(Object.isFrozen(config)).toBe(true);
    expect(readConfig(SCHEMA, GOOD)).toMatchObject({ PORT: 7301, PRETTY: false });
  });

  it('names every wrong variable at once, and quotes no value', () => {
    const wrong = {
      PORT: '99999',
      DATABASE_URL: 'mysql://user:hunter2@h',
      OPERATOR_TOKEN: undefined,
      PRETTY: 'perhaps',
    };
    const error = failureOf(() => readConfig(SCHEMA, wrong));
    expect(error?.code).toBe('CONFIG_INVALID');
    const names = error?.problems.map((problem) => problem.split(' ')[0]).toSorted();
    expect(names).toEqual(['DATABASE_URL', 'OPERATOR_TOKEN', 'PORT', 'PRETTY']);
    expect(error?.message).not.toMatch(/hunter2|99999|perhaps|\n/);
  });
});

function failureOf(work: () => unknown): ConfigError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
