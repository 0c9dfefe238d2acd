import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { CommitUnknownError } from '#postgres';
import { Gate, timedOut } from '../scripted-pool.fixture.js';
import { Writer } from './writer.js';

const bell = { ring: () => undefined };

async function until(isSo: () => boolean): Promise<void> {
  for (let rounds = 0; !isSo() && rounds < 1_000; rounds += 1) await turn();
  expect(isSo()).toBe(true);
}

describe('the writer', () => {
  it('has a place for a neighbour whatever another tenant has in flight and waiting', async () => {
    const [writer, gate, order] = [new Writer({ bell }), new Gate(), [] as string[]];
    const write = async (tenantId: string, changes: readonly number[]): Promise<readonly number[]> => {
      order.push(tenantId);
      if (tenantId === 'attacker') await gate.pass();
      return changes;
    };
    const heavy = Promise.all(
      Array.from({ length: 10 }, (_, at) => writer.submit('attacker', at, { write, alone: true })),
    );
    await until(() => gate.waiting === 2);
    for (let at = 0; at < 20; at += 1) expect(await writer.submit('neighbour', at, { write })).toBe(at);
    expect(order).toEqual(['attacker', 'attacker', ...Array<string>(20).fill('neighbour')]);
    const opening = setInterval(() => gate.open(), 1);
    await heavy;
    clearInterval(opening);
  });

  it('decides a batch that failed anew one by one, in order, each in a turn of its own', async () => {
    const [writer, order] = [new Writer({ bell }), [] as string[]];
    const write = async (tenantId: string, changes: readonly string[]): Promise<readonly string[]> => {
      order.push(`${tenantId} ${changes.join('+')}`);
      if (changes.length > 1 || changes[0] === 'bad') throw Object.assign(timedOut(), { code: '22001' });
      return changes;
    };
    const all = ['1', 'bad', '3'].map((change) => writer.submit('tenant', change, { write }));
    const [first, bad, third] = await Promise.allSettled(all);
    expect([first?.status, bad?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(order).toEqual(['tenant 1+bad+3', 'tenant 1', 'tenant bad', 'tenant 3']);
  });

  it('keeps the places of commits that are not answered, so that a neighbour finds its own', async () => {
    const [writer, order] = [new Writer({ bell }), [] as string[]];
    const commits = new Gate();
    const write = async (tenantId: string, changes: readonly number[]): Promise<readonly number[]> => {
      order.push(tenantId);
      if (tenantId === 'attacker') throw new CommitUnknownError(new Error('no standby'), commits.pass());
      return changes;
    };
    const submit = (at: number): Promise<number> => writer.submit('attacker', at, { write, alone: true });
    const told = await Promise.allSettled([0, 1].map(submit));
    expect(told.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code)).toEqual(
      Array(2).fill('commit-unknown'),
    );
    const later = Promise.allSettled([2, 3, 4].map(submit));
    for (let at = 0; at < 5; at += 1) expect(await writer.submit('neighbour', at, { write })).toBe(at);
    expect(order).toEqual(['attacker', 'attacker', ...Array<string>(5).fill('neighbour')]);
    const opening = setInterval(() => commits.open(), 1);
    await later;
    clearInterval(opening);
    expect(order.filter((tenant) => tenant === 'attacker')).toHaveLength(5);
  });
});
