import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const turns = (perBatch = 3, items = 100): Turns<string> =>
  new Turns({ items, perTenant: 1_000, perBatch }, (item) => item.startsWith('group'));

describe('turns', () => {
  it('give a batch of one tenant, oldest first, no larger than allowed', () => {
    const queue = turns();
    for (const item of ['1', '2', '3', '4']) queue.add('a', item);
    expect([queue.next(), queue.next(), queue.next()]).toEqual([
      { tenantId: 'a', items: ['1', '2', '3'] },
      { tenantId: 'a', items: ['4'] },
      undefined,
    ]);
  });

  it('go round the tenants, however much one of them has waiting', () => {
    const queue = turns(1);
    for (const item of ['1', '2', '3']) queue.add('busy', item);
    queue.add('calm', 'x');
    const order = [queue.next(), queue.next(), queue.next()].map((batch) => batch?.tenantId);
    expect(order).toEqual(['busy', 'calm', 'busy']);
  });

  it('take back what a batch did not take, before what came behind it and after the others', () => {
    const queue = turns(3);
    for (const item of ['1', '2', '3', '4']) queue.add('busy', item);
    queue.add('calm', 'x');
    const batch = queue.next();
    queue.putBack('busy', batch?.items.slice(1) ?? []);
    expect([queue.size, queue.next()?.items, queue.next()?.items]).toEqual([4, ['x'], ['2', '3', '4']]);
  });

  it('let an item that travels alone travel alone, in its place', () => {
    const queue = turns();
    for (const item of ['1', 'group', '2']) queue.add('a', item);
    expect([queue.next()?.items, queue.next()?.items, queue.next()?.items]).toEqual([['1'], ['group'], ['2']]);
  });

  it('refuse what is beyond their bound, and take again when something left', () => {
    const queue = turns(1, 2);
    expect([queue.add('a', '1'), queue.add('b', '1'), queue.add('c', '1')]).toEqual([true, true, false]);
    queue.next();
    expect(queue.add('c', '1')).toBe(true);
    expect(queue.size).toBe(2);
  });

  it('give up what is too old, of every tenant, and have room for as much', () => {
    const queue = turns(2, 4);
    for (const [tenant, item] of [
      ['a', '1'],
      ['a', '3'],
      ['b', '2'],
      ['b', '1'],
    ] as const)
      queue.add(tenant, item);
    expect(queue.takeOverdue((item) => Number(item) < 3)).toEqual(['1', '2', '1']);
    expect([queue.size, queue.next(), queue.next()]).toEqual([1, { tenantId: 'a', items: ['3'] }, undefined]);
  });

  it('takes no more of one tenant than its part, and still of others', () => {
    const turns = new Turns<number>({ items: 10, perTenant: 2, perBatch: 4 }, () => false);

    expect([turns.add('a', 1), turns.add('a', 2), turns.add('a', 3), turns.add('b', 4)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});
