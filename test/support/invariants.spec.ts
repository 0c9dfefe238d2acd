import { describe, expect, it } from '@jest/globals';
import { breaches } from './invariants.js';
import type { Ledger } from './load.js';
import type { Published } from './published.js';

const ledger = (acknowledged: [string, number][] = []): Ledger => ({
  acknowledged: new Map(acknowledged),
  deleted: new Set(),
  refused: new Set(),
  writes: 0,
  unknown: 0,
  wrong: [],
});

const event = (subject: string, version: number): Published => ({
  topic: 'rollcall.users.v1',
  partition: 0,
  offset: 0n,
  key: `t/${subject}`,
  eventId: `${subject}#${version}`,
  type: 'rollcall.UserUpdated',
  subject,
  version,
  tenantId: 't',
  correlationId: 'r',
});

const entry = (resourceId: string, resourceVersion: number) => ({ resourceId, resourceVersion });

describe('the check of the invariants', () => {
  const good = {
    published: [event('a', 1), event('a', 2), event('a', 1)],
    stored: [{ id: 'a', version: 2 }],
    audited: [entry('a', 1), entry('a', 2)],
    ledger: ledger([['a', 2]]),
  };

  it('finds nothing where all holds, repetitions included', () => {
    expect(breaches(good)).toEqual([]);
  });

  it.each([
    ['a lost event', { ...good, published: [event('a', 1)] }],
    ['a gap', { ...good, published: [event('a', 2)] }],
    ['a reordering', { ...good, published: [event('a', 2), event('a', 1)] }],
    ['a write that was answered and is nowhere', { ...good, ledger: ledger([['b', 1]]) }],
    ['a missing audit entry', { ...good, audited: [entry('a', 1)] }],
    ['a doubled audit entry', { ...good, audited: [...good.audited, entry('a', 2)] }],
    ['an audit entry of nothing', { ...good, audited: [...good.audited, entry('b', 1)] }],
    ['an answer that may not be', { ...good, ledger: { ...ledger(), wrong: ['answered 500'] } }],
  ])('reports %s', (_what, evidence) => {
    expect(breaches(evidence)).not.toEqual([]);
  });
});
