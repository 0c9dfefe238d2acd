import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, USERS, type EncodedEvent } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import { garbage, recordingHandler, testProjection, userEvent, type TestProjection } from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import { handlerOf, poison, type BatchHandler, type Handlers, type Needs, type Sequenced } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';
import { runParkedCommand } from './parked-command.js';
import { discardParked, releaseParked } from './release.js';
import { resourceKey, VERSION_TAKEN } from './sequence.js';

jest.setTimeout(60_000);

const PLACE = { topic: USERS.name, partition: 0 };
const WORD = { who: 'kim@example.com', why: 'forged' };

const ANOTHERS = { applied: 0, left: 1, because: VERSION_TAKEN };

let projection: TestProjection;
let log: MemoryLog;
let refused: Set<string>;
let leapt: string[];
const running: Consumer[] = [];

beforeEach(async () => {
  projection = await testProjection();
  log = new MemoryLog();
  refused = new Set();
  leapt = [];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
  await projection.end();
});

/** What is late is written as a negative version: history, not state. */
const handler: BatchHandler = (batch) => {
  const sign = batch.isLate ? -1 : 1;
  const deliveries = batch.deliveries.map((delivery) => {
    const { resourceVersion } = delivery.event;
    return { ...delivery, event: { ...delivery.event, resourceVersion: sign * (resourceVersion ?? 0) } };
  });
  return recordingHandler(({ event }) =>
    refused.has(`${event.subject}#${Math.abs(event.resourceVersion ?? 0)}`) ? poison('not today') : undefined,
  )({ ...batch, deliveries });
};

const SEQUENCE: Sequenced = {
  async known(tx, resources) {
    const { rows } = await tx.query<{ subject: string; version: number }>(
      'select subject, max(version) as version from effects where subject = any($1) group by subject',
      [resources.map(({ id }) => id)],
    );
    const [first] = resources;
    return new Map(
      rows.map(({ subject, version }) => [resourceKey({ tenantId: first?.tenantId ?? '', id: subject }), version]),
    );
  },
  leapt: (_tx, event) => {
    leapt.push(`${event.subject}#${event.resourceVersion}`);
    return Promise.resolve();
  },
  takenBack: (_tx, event) => {
    leapt.push(`not ${event.subject}#${event.resourceVersion}`);
    return Promise.resolve();
  },
};

function handlers(needs: Needs = 'itself', sequence: Sequenced | undefined = SEQUENCE): Handlers {
  const each = {
    'rollcall.UserProvisioned': needs,
    'rollcall.UserUpdated': needs,
    'rollcall.UserDeprovisioned': needs,
  };
  return new Map([handlerOf(USERS, each, handler, sequence)]);
}

function publish(...events: (string | EncodedEvent)[]): void {
  for (const event of events) {
    const [subject = '', version] = typeof event === 'string' ? event.split('#') : [];
    const { key, headers, value } =
      typeof event === 'string' ? encodeEvent(userEvent(subject, Number(version))) : event;
    log.append(PLACE, { key, headers, value: Buffer.from(value) });
  }
}

function consume(of: Handlers = handlers(), rows = 10): Consumer {
  const source = new MemorySource(log, [PLACE]);
  const options = { source, pool: projection.pool, handlers: of, instruments: UNMEASURED, log: SILENT };
  const consumer = new Consumer({ ...options, limits: { rows, bytes: 1_048_576 } });
  consumer.start();
  running.push(consumer);
  return consumer;
}

const stored = (offset: bigint) =>
  eventually(`offset ${offset} is stored`, async () => (await projection.stored(0)) === offset, { timeout: 20_000 });

/** Publishes, and reads to the end in transactions of so many. */
async function read(rows: number, ...events: (string | EncodedEvent)[]): Promise<void> {
  publish(...events);
  const consumer = consume(handlers(), rows);
  await stored(BigInt(events.length));
  await consumer.stop();
}

async function idOf(offset: number): Promise<string> {
  return `${USERS.name}/0/${offset}`;
}

async function list(...words: string[]): Promise<string[]> {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const told = () => () => Promise.resolve();
  const command = { words: ['list', ...words], pool: () => projection.pool, handlers: handlers(), user: () => 'kim' };
  expect(await runParkedCommand({ projection: 'test', ...command, told, print, complain: print })).toBe(0);
  return lines;
}

describe.each([
  ['in one transaction', 10],
  ['one by one', 1],
])('an event that leaps past the sequence, %s', (_how, rows) => {
  it('is parked as a gap and holds nothing back', async () => {
    await read(rows, 'a#1', 'a#2', 'a#1000000', 'b#1', 'a#3', 'a#4');
    expect(await projection.effects()).toEqual(expect.arrayContaining(['a#1', 'a#2', 'a#3', 'a#4', 'b#1']));
    expect(await projection.effects()).toHaveLength(5);
    expect(await projection.parked()).toEqual(['gap a#1000000']);
    expect(await list()).toEqual([expect.stringMatching(/ · gap · .*version 1000000 came where 3 was expected$/)]);
    expect(leapt).toEqual(['a#1000000']);
  });

  it('follows in its place when the sequence comes to it', async () => {
    await read(rows, 'a#1', 'a#4', 'a#3', 'a#2', 'a#5');
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3', 'a#4', 'a#5']);
    expect(await projection.parked()).toEqual([]);
  });

  it('is parked also when it is the first of its resource', async () => {
    await read(rows, 'a#7', 'a#1', 'a#2');
    expect(await projection.effects()).toEqual(['a#1', 'a#2']);
    expect(await projection.parked()).toEqual(['gap a#7']);
  });

  it('is let pass by what is parked, discarded or cannot be read: that has its place in the sequence', async () => {
    refused.add('a#2');
    await read(rows, 'a#1', 'a#2', garbage('a', 3), 'a#4');
    expect(await projection.effects()).toEqual(['a#1', 'a#4']);
    expect(await projection.parked()).toEqual(['superseded a#2', 'superseded a#3']);
  });

  it('does not move the sequence when it cannot be read', async () => {
    await read(rows, 'a#1', garbage('a', 1_000_000), 'a#1000001', 'a#2');
    expect(await projection.effects()).toEqual(['a#1', 'a#2']);
    expect(await projection.parked()).toEqual(['superseded a#1000000', 'gap a#1000001']);
  });

  it('is not what is late, or has a number that was there', async () => {
    await read(rows, 'a#1', 'a#2', 'a#1', 'a#2', 'a#3');
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#1', 'a#2', 'a#3']);
  });
});

describe('a gap', () => {
  it('is accepted by its release: the sequence goes on from it, and what is behind it follows', async () => {
    await read(10, 'a#1', 'a#3', 'a#4', 'a#6');
    const released = await releaseParked(projection.pool, handlers(), await idOf(1), { who: 'kim' });
    expect(released).toEqual({ applied: 2, left: 0, because: null });
    expect(await projection.effects()).toEqual(['a#1', 'a#3', 'a#4']);
    expect(await projection.parked()).toEqual(['gap a#6']);
    expect(await list('--all')).toEqual([
      expect.stringContaining(' · gap · '),
      expect.stringMatching(/^test accepted gap · rollcall\.users\.v1 · .* · version 3 behind 1 · .* · by kim$/),
    ]);
    publish('a#5');
    consume();
    await stored(5n);
    expect(await projection.effects()).toEqual(['a#1', 'a#3', 'a#4', 'a#5', 'a#6']);
    expect(await projection.parked()).toEqual([]);
  });

  it('that is refused when it is released stays, and moves nothing', async () => {
    refused.add('a#9');
    await read(10, 'a#1', 'a#9', 'a#2');
    expect(await releaseParked(projection.pool, handlers(), await idOf(1))).toMatchObject({ applied: 0, left: 1 });
    publish('a#3');
    consume();
    await stored(4n);
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3']);
    expect(await projection.parked()).toEqual(['gap a#9']);
  });

  it('past which the sequence has gone is written as late when it is released', async () => {
    await read(10, 'a#1', 'a#5', 'a#9');
    await releaseParked(projection.pool, handlers(), await idOf(2));
    await releaseParked(projection.pool, handlers(), await idOf(1));
    expect(await projection.effects()).toEqual(['a#1', 'a#9', 'a#-5']);
    expect(await projection.parked()).toEqual([]);
  });

  it('of a version that another event was accepted as is not taken a second time', async () => {
    await read(10, 'a#1', 'a#5', 'a#5', 'a#9');
    await releaseParked(projection.pool, handlers(), await idOf(3));
    await releaseParked(projection.pool, handlers(), await idOf(1));
    expect(await releaseParked(projection.pool, handlers(), await idOf(2))).toEqual(ANOTHERS);
    expect(await projection.effects()).toEqual(['a#1', 'a#9', 'a#-5']);
    expect(await projection.parked()).toEqual(['gap a#5']);
  });

  it.each([
    ['came in its turn', ['a#1', 'a#3', 'a#3', 'a#2'], ['a#1', 'a#2', 'a#3']],
    ['came first', ['a#1', 'a#3', 'a#2', 'a#4', 'a#3'], ['a#1', 'a#2', 'a#3', 'a#4', 'a#3']],
  ])('of a version that another event has, which %s, is none, or is not taken', async (_how, events, effects) => {
    await read(10, ...events);
    const gaps = (await projection.parked()).length;
    if (gaps > 0) expect(await releaseParked(projection.pool, handlers(), await idOf(2))).toEqual(ANOTHERS);
    expect(await projection.effects()).toEqual(effects);
    expect(await projection.parked()).toHaveLength(gaps);
  });

  it('of the version of one that is parked in its place is taken, as late', async () => {
    refused.add('a#3');
    await read(10, 'a#1', 'a#3', 'a#3', 'a#2', 'a#4');
    expect(await projection.parked()).toEqual(['gap a#3', 'superseded a#3']);
    refused.clear();
    expect(await releaseParked(projection.pool, handlers(), await idOf(2))).toMatchObject({ applied: 1, left: 0 });
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#4', 'a#-3']);
  });

  it('that is discarded never follows, and what it showed is taken back', async () => {
    await read(10, 'a#1', 'a#3');
    await discardParked(projection.pool, handlers(), await idOf(1), WORD);
    expect(leapt).toEqual(['a#3', 'not a#3']);
    publish('a#2', 'a#3');
    consume();
    await stored(4n);
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3']);
    expect(await projection.parked()).toEqual(['discarded a#3']);
  });

  it('that is refused in its turn is parked there, and what comes next goes on past it', async () => {
    refused.add('a#3');
    await read(10, 'a#1', 'a#4', 'a#3', 'a#2', 'a#5');
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#4', 'a#5']);
    expect(await projection.parked()).toEqual(['superseded a#3']);
  });

  it('waits in its turn behind what it needs', async () => {
    refused.add('a#2');
    publish('a#1', 'a#3', 'a#2', 'a#4');
    consume(handlers('all-before'));
    await stored(4n);
    expect(await projection.parked()).toEqual(['poison a#2', 'waiting a#3', 'waiting a#4']);
    refused.clear();
    await releaseParked(projection.pool, handlers('all-before'), await idOf(2));
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3', 'a#4']);
  });
});

describe('what a version without sequences has left', () => {
  it('is asked of the projection, and of what is parked there', async () => {
    refused.add('a#4');
    publish('a#1', 'a#2', 'a#3', 'a#4', 'b#1');
    const before = consume(handlers('all-before', undefined));
    await stored(5n);
    await before.stop();
    await projection.owner.query('update parked_events set resource_version = null');
    expect(await projection.parked()).toEqual(['poison a#4']);
    publish('a#5', 'a#7', 'b#2', 'c#3');
    consume();
    await stored(9n);
    expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3', 'b#1', 'a#5', 'b#2']);
    expect(await projection.parked()).toEqual(['superseded a#4', 'gap a#7', 'gap c#3']);
  });
});
