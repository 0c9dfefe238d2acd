import { afterEach, describe, expect, it } from '@jest/globals';
import type { Ending } from './ending.js';
import { ActivityQueue, MAX_WAITING, type Dropped } from './queue.js';
import { ActivityRecorder, type ActivityStore, type Recording } from './recorder.js';

const ENDING: Ending = {
  tenantId: '0190a1b2-0000-7000-8000-00000000000a',
  actor: { connectionId: 'c', credentialId: 'k' },
  requestId: 'q',
  operation: null,
  begun: 0,
  ms: 1,
  method: 'GET',
  path: '/scim/v2/Users',
  status: 200,
  resourceType: 'User',
  sought: {},
  told: {},
};

/** In memory; it fails as it is told. */
class MemoryStore implements ActivityStore {
  readonly lines: string[] = [];
  readonly dropped: Dropped[] = [];
  readonly ended: string[] = [];
  readonly said: Recording[] = [];
  failure: (lines: readonly string[]) => Error | undefined = () => undefined;

  async record(lines: readonly string[], dropped: readonly Dropped[], recording: Recording): Promise<void> {
    const failure = this.failure(lines);
    if (failure !== undefined) throw failure;
    this.lines.push(...lines);
    this.dropped.push(...dropped);
    this.said.push(recording);
  }
  async keepDays(): Promise<void> {}
  async trim(): Promise<void> {}
  async end(recorder: string): Promise<void> {
    this.ended.push(recorder);
  }
}

const recorders: ActivityRecorder[] = [];
afterEach(() => Promise.all(recorders.splice(0).map((recorder) => recorder.close())));

function recorderOver(store: MemoryStore): { recorder: ActivityRecorder; queue: ActivityQueue; warnings: string[] } {
  const [queue, warnings]: [ActivityQueue, string[]] = [new ActivityQueue(), []];
  const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
  const recorder = new ActivityRecorder({ queue, store, hashValue: () => '', log });
  recorders.push(recorder);
  return { recorder, queue, warnings };
}

describe('the recorder', () => {
  it('says that it is there before the first second is over, and each time what it said last', async () => {
    const store = new MemoryStore();
    const { recorder } = recorderOver(store);
    // What it began by itself is over: it waits for nothing but this store.
    await new Promise(setImmediate);
    expect(store.said).toHaveLength(1);
    expect(store.said[0]).not.toHaveProperty('storedTo');
    recorder.note(ENDING);
    await recorder.flush();
    expect(store.said.at(-1)?.storedTo).toEqual(store.said.at(-2)?.upTo);
  });

  it('keeps what the database did not take, says so once, and stores all of it when it is back', async () => {
    const store = new MemoryStore();
    const { recorder, queue, warnings } = recorderOver(store);
    store.failure = () => new Error('away');
    for (let at = 0; at < MAX_WAITING + 2; at += 1) recorder.note(ENDING);
    await recorder.flush();
    await recorder.flush();
    expect(queue.size).toBe(MAX_WAITING);
    expect(warnings).toHaveLength(1);
    expect(recorder.isReached).toBe(false);
    store.failure = () => undefined;
    await recorder.flush();
    expect(store.lines).toHaveLength(MAX_WAITING);
    expect(store.dropped.reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
    expect(recorder.isReached).toBe(true);
  });

  it.each(['keepDays', 'trim'] as const)('stores what it has though it cannot %s, and says so once', async (work) => {
    const store = new MemoryStore();
    store[work] = () => Promise.reject(new Error('a lock is not given'));
    const { recorder, warnings } = recorderOver(store);
    recorder.note(ENDING);
    await recorder.flush();
    recorder.note(ENDING);
    await recorder.flush();
    expect([store.lines.length, warnings.length, recorder.isReached]).toEqual([2, 1, true]);
  });

  it('drops and counts the one line that the database cannot read, and stores the others', async () => {
    const store = new MemoryStore();
    const { recorder, queue } = recorderOver(store);
    store.failure = (lines) =>
      lines.some((line) => line.includes('bad'))
        ? Object.assign(new Error('unreadable'), { code: '22P05', severity: 'ERROR' })
        : undefined;
    recorder.note(ENDING);
    recorder.note({ ...ENDING, path: '/bad' });
    recorder.note(ENDING);
    await recorder.flush();
    expect(store.lines).toHaveLength(2);
    expect(queue.takeDropped()).toMatchObject([{ tenantId: ENDING.tenantId, requests: 1 }]);
  });

  it('still tells what was dropped before, where the only line is one that the database cannot read', async () => {
    const store = new MemoryStore();
    const { recorder, queue } = recorderOver(store);
    store.failure = ({ length }) =>
      length > 0 ? Object.assign(new Error('unreadable'), { code: '22P05', severity: 'ERROR' }) : undefined;
    queue.drop(ENDING.tenantId, Date.parse('2026-01-05T09:30:30Z'));
    recorder.note(ENDING);
    await recorder.flush();
    await recorder.flush();
    expect(store.dropped.reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
    expect(store.dropped.map(({ minute }) => minute)).toContain('2026-01-05T09:30:00.000Z');
  });

  it('says at its end that nothing is missing, but not while something waits', async () => {
    const store = new MemoryStore();
    const { recorder } = recorderOver(store);
    recorder.note(ENDING);
    await recorder.close();
    expect(store.lines).toHaveLength(1);
    expect(store.ended).toHaveLength(1);
    const other = recorderOver(store).recorder;
    store.failure = () => new Error('away');
    other.note(ENDING);
    await other.close();
    expect(store.ended).toHaveLength(1);
  });
});
