import { describe, expect, it } from '@jest/globals';
import { LostWrites, type PublishedWrite } from './lost-writes.js';

const write = (resourceId: string, version: number, isDeletion = false): PublishedWrite => ({
  tenantId: 't',
  resourceId,
  version,
  type: isDeletion ? 'rollcall.UserDeprovisioned' : 'rollcall.UserUpdated',
  time: '2026-11-24T09:00:00.000Z',
  correlationId: 'r',
  isDeletion,
});

function lostOf(stored: Record<string, number>, writes: readonly PublishedWrite[]) {
  const lost = new LostWrites(new Map(Object.entries(stored)));
  for (const one of writes) lost.see(one);
  return lost
    .list()
    .map(({ resourceId, stored: version, writes: list }) => [resourceId, version, list.map((one) => one.version)]);
}

describe('a restored database', () => {
  it('has lost nothing that it has as new as the topics, or newer', () => {
    expect(lostOf({ a: 2, b: 5 }, [write('a', 1), write('a', 2), write('b', 4)])).toEqual([]);
  });

  it('has lost the versions above its own, each once however often it was published', () => {
    expect(lostOf({ a: 1 }, [write('a', 1), write('a', 2), write('a', 3), write('a', 2)])).toEqual([['a', 1, [2, 3]]]);
  });

  it('has lost the resources that it does not have', () => {
    expect(lostOf({}, [write('b', 1), write('a', 1)])).toEqual([
      ['a', null, [1]],
      ['b', null, [1]],
    ]);
  });

  it('has lost nothing of a resource that is deleted here and there', () => {
    expect(lostOf({}, [write('a', 1), write('a', 2, true)])).toEqual([]);
  });

  it('has lost the deletion of a resource that is back', () => {
    expect(lostOf({ a: 1 }, [write('a', 1), write('a', 2, true)])).toEqual([['a', 1, [2]]]);
  });
});
