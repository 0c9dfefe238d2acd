import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config.js';
import { reasonOf } from './run-process.js';

describe('the reason why a process cannot start', () => {
  it('names the port that is taken', () => {
    const error = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', port: 7301 });
    expect(reasonOf(error)).toBe('port 7301 is taken: set PORT to another');
  });

  it('names the port where nothing answers, also when several addresses were tried', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', port: 7354 });
    expect(reasonOf(new AggregateError([refused]))).toContain('7354');
  });

  it('is one line', () => {
    expect(reasonOf(new Error('first\n  second'))).toBe('first second');
    expect(reasonOf(new ConfigError(['PORT must be integer', 'HOST is not set']))).not.toContain('\n');
  });
});
