import { describe, expect, it } from '@jest/globals';
import { Holes } from './holes.js';

describe('holes of one place in the log', () => {
  it('are walked over one after the other, and what comes then waits for the last', async () => {
    const holes = new Holes();
    const steps: string[] = [];
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const walk = (name: string, until: Promise<void>) => async (): Promise<void> => {
      steps.push(`${name} begins`);
      await until;
      steps.push(`${name} ends`);
    };
    holes.walk('users[0]', walk('first', first.promise));
    holes.walk('users[0]', walk('second', second.promise));
    await holes.passed('users[1]');
    const passed = holes.passed('users[0]').then(() => steps.push('passed'));
    first.resolve();
    second.resolve();
    await passed;
    expect(steps).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'passed']);
    await holes.passed('users[0]');
  });
});
