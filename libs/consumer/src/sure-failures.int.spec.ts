import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, USERS } from '#contracts';
import {
  LIMITS,
  recordingHandler,
  testProjection,
  userEvent,
  usersHandler,
  type TestProjection,
} from './consumer.fixture.js';
import type { BatchHandler } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { decodeRecord } from './middleware/decode.js';
import type { Slice } from './pipeline.js';
import { SliceRunner } from './slice-runner.js';

jest.setTimeout(60_000);

const PLACE = { topic: USERS.name, partition: 0 };

let projection: TestProjection;
/** What the runner waited for, in milliseconds; 0 keeps the partition. */
let waits: number[];
/** The size of each batch that the handler was given. */
let batches: number[];

beforeEach(async () => {
  projection = await testProjection();
  await projection.owner.query(`insert into consumer_offsets values ('${USERS.name}', 0, 0, 'memory')`);
  waits = [];
  batches = [];
});
afterEach(() => projection.end());

function sliceOf(subjects: readonly string[]): Slice {
  const items = subjects.map((subject, index) => {
    const { key, headers, value } = encodeEvent(userEvent(subject, index + 1));
    return decodeRecord(PLACE, { offset: BigInt(index), key, headers, value: Buffer.from(value) });
  });
  return { ...PLACE, from: 0n, next: BigInt(subjects.length), items, attempt: 1 };
}

async function run(subjects: readonly string[], apply: BatchHandler = recordingHandler(), onProbation = false) {
  const runner = new SliceRunner({
    pool: projection.pool,
    instruments: UNMEASURED,
    log: SILENT,
    isTraced: false,
    limits: LIMITS,
    concurrency: 1,
  });
  const counted: BatchHandler = (batch) => {
    batches.push(batch.deliveries.length);
    return apply(batch);
  };
  const settled = await runner.run(sliceOf(subjects), {
    handler: usersHandler(counted, 'itself'),
    onProbation,
    pause: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  });
  return settled.map(({ kind }) => kind);
}

/** Throws for each of the subject, as the server would. */
function failing(subject: string, code: string, times = Infinity): BatchHandler {
  let failures = 0;
  return (batch) => {
    if (failures < times && batch.deliveries.some(({ event }) => event.subject === subject)) {
      failures += 1;
      throw Object.assign(new Error('refused'), { code, severity: 'ERROR' });
    }
    return recordingHandler()(batch);
  };
}

/** n people, of whom those at the places named are refused by a constraint. */
function people(n: number, ...bad: number[]): string[] {
  return Array.from({ length: n }, (_, index) => (bad.includes(index) ? `bad${index}` : `p${index}`));
}

const refuseBad = () =>
  projection.owner.query(`alter table effects add constraint test_only check (subject not like 'bad%')`);

describe('a failure that repeats for sure', () => {
  it.each(['22021', '22P02', '23502', '23514', '54000'])('(%s) is parked once it has failed alone', async (code) => {
    expect(await run(['bad'], failing('bad', code))).toEqual(['poison']);
    expect(batches).toEqual([1]);
    expect(waits.filter((milliseconds) => milliseconds > 0)).toEqual([]);
    const { rows } = await projection.owner.query('select attempts, because from parked_events');
    expect(rows).toEqual([{ attempts: 1, because: `Error ${code}: refused` }]);
  });

  it.each(['23505', '23P01'])('but may pass (%s) gets one more try, at once', async (code) => {
    expect(await run(['bad'], failing('bad', code, 1))).toEqual(['done']);
    expect(batches).toEqual([1, 1]);
    batches.length = 0;
    await projection.owner.query('update consumer_offsets set next_offset = 0');
    expect(await run(['bad'], failing('bad', code))).toEqual(['poison']);
    expect(batches).toEqual([1, 1]);
    expect(waits.filter((milliseconds) => milliseconds > 0)).toEqual([]);
  });

  it.each(['42P01', 'XX000', 'P0001'])('is none of class %s: five tries with a back-off', async (code) => {
    expect(await run(['bad'], failing('bad', code))).toEqual(['poison']);
    expect(batches).toHaveLength(5);
    expect(waits.filter((milliseconds) => milliseconds > 0)).toHaveLength(4);
  });

  it('leaves the rest of its batch together', async () => {
    await refuseBad();
    const kinds = await run(people(64, 21));
    expect(kinds.filter((kind) => kind === 'done')).toHaveLength(63);
    expect(kinds[21]).toBe('poison');
    // The whole, and two halves of each of six levels; one at a time would be 65.
    expect(batches).toHaveLength(13);
    expect(await projection.effects()).toHaveLength(63);
    expect(waits.every((milliseconds) => milliseconds === 0)).toBe(true);
  });

  it('costs no more than twice the batch, however many they are, and the partition is kept meanwhile', async () => {
    await refuseBad();
    const all = Array.from({ length: 64 }, (_, index) => index);
    expect(await run(people(64, ...all))).toEqual(all.map(() => 'poison'));
    expect(batches).toHaveLength(127);
    expect(waits).toHaveLength(63);
  });

  it('keeps the order of the log', async () => {
    await refuseBad();
    await run(people(17, 0, 8, 9, 16));
    expect(await projection.effects()).toEqual(
      people(17).flatMap((name, index) => ([0, 8, 9, 16].includes(index) ? [] : [`${name}#${index + 1}`])),
    );
  });
});

describe('a batch that has ended its process', () => {
  it('is written down before each half is tried, so that what ends the process in a half is found', async () => {
    const tallies: number[] = [];
    const apply: BatchHandler = async (batch) => {
      const { rows } = await projection.owner.query('select 1 from consumer_attempts where started > failed');
      tallies.push(rows.length);
      return failing('bad', '22021')(batch);
    };
    await run(['a', 'bad', 'b', 'c'], apply, true);
    expect(tallies.length).toBeGreaterThan(3);
    expect(tallies.every((started) => started === 1)).toBe(true);
  });

  it('is taken apart after two deaths, and the one event is parked after five', async () => {
    await projection.owner.query(`insert into consumer_attempts values ('${USERS.name}', 0, 0, 2, 0)`);
    expect(await run(['a', 'b'], undefined, true)).toEqual(['done', 'done']);
    expect(batches).toEqual([1, 1]);
  });
});
