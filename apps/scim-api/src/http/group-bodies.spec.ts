import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  LARGE_BODY_WAIT_MS,
  LargeBodies,
  MAX_LARGE_BODIES,
  MAX_LARGE_BODIES_OF_TENANT,
  MAX_WAITING_BODIES_OF_TENANT,
} from './group-bodies.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const unavailable = expect.objectContaining({ code: 'unavailable' });

/** Asks for so many turns, and tells who got one in which order. */
function ask(bodies: LargeBodies, tenants: readonly string[], begun: string[]): readonly Promise<() => void>[] {
  return tenants.map(async (tenant) => {
    const leave = await bodies.admit(tenant);
    begun.push(tenant);
    return leave;
  });
}

const times = (count: number, tenant: string): string[] => Array.from({ length: count }, () => tenant);

describe('turns for large bodies', () => {
  it('are MAX_LARGE_BODIES_OF_TENANT of one tenant, and the next begins when one is over', async () => {
    const [bodies, begun] = [new LargeBodies(), [] as string[]];
    const [first] = ask(bodies, times(MAX_LARGE_BODIES_OF_TENANT + 1, 'a'), begun);
    const leave = await first;
    expect(begun).toHaveLength(MAX_LARGE_BODIES_OF_TENANT);
    void ask(bodies, ['b'], begun);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toEqual([...times(MAX_LARGE_BODIES_OF_TENANT, 'a'), 'b']);
    leave?.();
    await jest.advanceTimersByTimeAsync(1);
    expect(begun.at(-1)).toBe('a');
  });

  it('are MAX_LARGE_BODIES in all', async () => {
    const [bodies, begun] = [new LargeBodies(), [] as string[]];
    const tenants = Array.from({ length: MAX_LARGE_BODIES + 1 }, (_, at) => `t${at}`);
    const [first] = ask(bodies, tenants, begun);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toHaveLength(MAX_LARGE_BODIES);
    (await first)?.();
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toHaveLength(MAX_LARGE_BODIES + 1);
  });

  it('are refused when LARGE_BODY_WAIT_MS is over, and are not given to who has gone', async () => {
    const [bodies, begun] = [new LargeBodies(), [] as string[]];
    const [first, , late] = ask(bodies, times(3, 'a'), begun);
    const refused = expect(late).rejects.toThrow(unavailable);
    await jest.advanceTimersByTimeAsync(LARGE_BODY_WAIT_MS);
    await refused;
    (await first)?.();
    void ask(bodies, ['a'], begun);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun).toEqual(['a', 'a', 'a']);
  });

  it('are waited for by MAX_WAITING_BODIES_OF_TENANT of one tenant', async () => {
    const [bodies, begun] = [new LargeBodies(), [] as string[]];
    const asked = ask(bodies, times(MAX_LARGE_BODIES_OF_TENANT + MAX_WAITING_BODIES_OF_TENANT, 'a'), begun);
    await expect(bodies.admit('a')).rejects.toThrow(unavailable);
    const rest = Promise.allSettled(asked);
    await jest.advanceTimersByTimeAsync(LARGE_BODY_WAIT_MS);
    expect((await rest).filter(({ status }) => status === 'rejected')).toHaveLength(MAX_WAITING_BODIES_OF_TENANT);
  });
});
