import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, USERS, type EncodedEvent } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import {
  garbage,
  recordingHandler,
  testProjection,
  userEvent,
  usersHandlers,
  type TestProjection,
  type Whim,
} from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import { handlerOf, poison, type BatchHandler, type Handlers } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';
import { discardParked, releaseParked } from './release.js';
import { showParked } from './statements/list-parked.js';
import { consumerTablesGained } from './tables.js';

jest.setTimeout(60_000);

const PLACE = { topic: USERS.name, partition: 0 };
const GAINED = consumerTablesGained({ schema: 'projection' });
const WORD = { who: 'kim@example.com', why: 'a test record' };

let projection: TestProjection;
let log: MemoryLog;
let refused: Set<string>;
const running: Consumer[] = [];

beforeEach(async () => {
  projection = await testProjection();
  log = new MemoryLog();
  refused = new Set();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
  await projection.end();
});

const refusing: Whim = ({ event }) =>
  refused.has(`${event.subject}#${event.resourceVersion}`) ? poison('not today') : undefined;

/** What is late is written as a negative version: history, not state. */
const handler: BatchHandler = (batch) => {
  if (!batch.isLate) return recordingHandler(refusing)(batch);
  const deliveries = batch.deliveries.map((delivery) => {
    const { resourceVersion } = delivery.event;
    return { ...delivery, event: { ...delivery.event, resourceVersion: -(resourceVersion ?? 0) } };
  });
  return recordingHandler(({ event }) =>
    refused.has(`${event.subject}#${-(event.resourceVersion ?? 0)}`) ? poison('not today') : undefined,
  )({ ...batch, deliveries });
};

const ITSELF = usersHandlers(handler, 'itself');
/** As one that folds members would say it: changes add up, and a deletion needs nothing. */
const MIXED: Handlers = new Map([
  handlerOf(
    USERS,
    {
      'rollcall.UserProvisioned': 'itself',
      'rollcall.UserUpdated': 'all-before',
      'rollcall.UserDeprovisioned': 'itself',
    },
    handler,
  ),
]);

function encoded(name: string): EncodedEvent {
  const [subject = '', version] = name.split('#');
  return encodeEvent(userEvent(subject, Number(version)));
}

/** The last event of a subject: needs nothing, whatever the updates need. */
function deletion(subject: string, version: number): EncodedEvent {
  const { data, ...envelope } = userEvent(subject, version);
  const deleted = { reason: 'deleted' as const, actor: data.actor, user: null, changes: [] };
  return encodeEvent({ ...envelope, type: 'rollcall.UserDeprovisioned', data: deleted });
}

function publish(...events: (string | EncodedEvent)[]): void {
  for (const event of events) {
    const { key, headers, value } = typeof event === 'string' ? encoded(event) : event;
    log.append(PLACE, { key, headers, value: Buffer.from(value) });
  }
}

function consume(handlers: Handlers = ITSELF, rows = 10): Consumer {
  const source = new MemorySource(log, [PLACE]);
  const options = { source, pool: projection.pool, handlers, instruments: UNMEASURED, log: SILENT };
  const consumer = new Consumer({ ...options, limits: { rows, bytes: 1_048_576 } });
  consumer.start();
  running.push(consumer);
  return consumer;
}

const stored = (offset: bigint) =>
  eventually(`offset ${offset} is stored`, async () => (await projection.stored(0)) === offset, { timeout: 20_000 });

async function ids(): Promise<string[]> {
  const { rows } = await projection.owner.query<{ id: string }>('select id::text from parked_events order by id');
  return rows.map(({ id }) => id);
}

/** `projection.parked()`, with `waiting` rows of the version before in place of what this one made of them. */
async function asTheVersionBeforeLeftIt(...names: string[]): Promise<void> {
  publish(...names);
  const blocked = consume(usersHandlers(handler, 'all-before'));
  await stored(BigInt(names.length));
  await blocked.stop();
}

describe('an event that says all', () => {
  it.each([
    ['in one batch', 10],
    ['in a batch of its own', 1],
  ])('is applied past a parked one of its key %s, which is superseded', async (_how, rows) => {
    refused.add('a#2');
    publish('a#1', 'a#2', 'b#1', 'a#3', 'a#4');
    consume(ITSELF, rows);
    await stored(5n);
    expect(await projection.effects()).toEqual(['a#1', 'b#1', 'a#3', 'a#4']);
    expect(await projection.parked()).toEqual(['superseded a#2']);
  });

  it('is applied past a record that cannot be decoded', async () => {
    publish('a#1', garbage('a', 2), 'a#3');
    consume(ITSELF, 1);
    await stored(3n);
    expect(await projection.effects()).toEqual(['a#1', 'a#3']);
    expect(await projection.parked()).toEqual(['superseded a#2']);
  });

  it('supersedes several, and leaves alone what is parked after it or of another key', async () => {
    for (const name of ['a#1', 'a#2', 'a#4', 'b#1']) refused.add(name);
    publish('a#1', 'b#1', 'a#2', 'a#3', 'a#4');
    consume(ITSELF, 2);
    await stored(5n);
    expect(await projection.effects()).toEqual(['a#3']);
    expect(await projection.parked()).toEqual(['superseded a#1', 'poison b#1', 'superseded a#2', 'poison a#4']);
  });

  it('passes those that wait for what they need, and those after it need nothing before it', async () => {
    refused.add('a#1');
    publish('a#1', 'a#2', deletion('a', 3), 'a#4');
    consume(MIXED, 1);
    await stored(4n);
    expect(await projection.effects()).toEqual(['a#3', 'a#4']);
    expect(await projection.parked()).toEqual(['superseded a#1', 'superseded a#2']);
  });

  it('does not pass in one batch what needs the refused one', async () => {
    refused.add('a#1');
    publish('a#1', 'a#2', 'b#1');
    consume(MIXED);
    await stored(3n);
    expect(await projection.effects()).toEqual(['b#1']);
    expect(await projection.parked()).toEqual(['poison a#1', 'waiting a#2']);
  });
});

describe('a superseded event', () => {
  it('is handed over as late when it is released, alone, and leaves the list', async () => {
    refused.add('a#1').add('a#2');
    publish('a#1', 'a#2', 'a#3');
    consume();
    await stored(3n);
    refused.clear();
    const [, second = ''] = await ids();
    expect(await releaseParked(projection.pool, ITSELF, second)).toEqual({ applied: 1, left: 0, because: null });
    expect(await projection.effects()).toEqual(['a#3', 'a#-2']);
    expect(await projection.parked()).toEqual(['superseded a#1']);
    publish('a#4');
    await stored(4n);
    expect(await projection.effects()).toEqual(['a#3', 'a#-2', 'a#4']);
  });

  it('stays what it is when it is refused again', async () => {
    refused.add('a#1');
    publish('a#1', 'a#2');
    consume();
    await stored(2n);
    const [id = ''] = await ids();
    expect(await releaseParked(projection.pool, ITSELF, id)).toEqual({ applied: 0, left: 1, because: 'not today' });
    expect(await projection.parked()).toEqual(['superseded a#1']);
  });

  it('is the one before, when a later parked one is released first', async () => {
    refused.add('a#1').add('a#2');
    publish('a#1', 'a#2');
    consume();
    await stored(2n);
    refused.clear();
    const [, second = ''] = await ids();
    expect(await releaseParked(projection.pool, ITSELF, second)).toEqual({ applied: 1, left: 0, because: null });
    expect(await projection.effects()).toEqual(['a#2']);
    expect(await projection.parked()).toEqual(['superseded a#1']);
  });

  it('is released while a newer one of its key arrives, and either order gives the same', async () => {
    refused.add('a#1');
    publish('a#1', 'a#2');
    consume();
    await stored(2n);
    refused.clear();
    const [id = ''] = await ids();
    publish('a#3');
    await Promise.all([releaseParked(projection.pool, ITSELF, id), stored(3n)]);
    expect((await projection.effects()).sort()).toEqual(['a#-1', 'a#2', 'a#3']);
    expect(await projection.parked()).toEqual([]);
  });

  it('is superseded still, and nothing of it written, when the release loses its connection', async () => {
    refused.add('a#1');
    publish('a#1', 'a#2');
    consume();
    await stored(2n);
    refused.clear();
    const [id = ''] = await ids();
    const dying: BatchHandler = async (batch) => {
      const outcomes = await handler(batch);
      const { rows } = await batch.tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await projection.owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      return outcomes;
    };
    await expect(releaseParked(projection.pool, usersHandlers(dying, 'itself'), id)).rejects.toThrow();
    expect(await projection.effects()).toEqual(['a#2']);
    expect(await projection.parked()).toEqual(['superseded a#1']);
    await releaseParked(projection.pool, ITSELF, id);
    expect(await projection.effects()).toEqual(['a#2', 'a#-1']);
  });

  it('is neither superseded nor passed when the connection dies between the two', async () => {
    refused.add('a#1');
    let isArmed = true;
    const dying: BatchHandler = async (batch) => {
      const outcomes = await handler(batch);
      if (isArmed && batch.deliveries.some(({ event }) => event.resourceVersion === 2)) {
        isArmed = false;
        expect(await projection.parked()).toEqual(['poison a#1']);
        const { rows } = await batch.tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        await projection.owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      }
      return outcomes;
    };
    publish('a#1', 'a#2');
    consume(usersHandlers(dying, 'itself'), 1);
    await stored(2n);
    expect(isArmed).toBe(false);
    expect(await projection.effects()).toEqual(['a#2']);
    expect(await projection.parked()).toEqual(['superseded a#1']);
  });
});

describe('what waits since the version before', () => {
  it('is applied in order when the partition is read again, with nobody to help, before what is new', async () => {
    refused.add('a#1');
    await asTheVersionBeforeLeftIt('a#1', 'a#2', 'b#1', 'a#3');
    expect(await projection.parked()).toEqual(['poison a#1', 'waiting a#2', 'waiting a#3']);
    publish('a#4');
    consume();
    await stored(5n);
    expect(await projection.effects()).toEqual(['b#1', 'a#2', 'a#3', 'a#4']);
    expect(await projection.parked()).toEqual(['superseded a#1']);
  });

  it('is understood in the tables of the version before, once they have gained what is new', async () => {
    refused.add('a#1');
    await asTheVersionBeforeLeftIt('a#1', 'a#2');
    await projection.owner.query(`alter table parked_events
      drop column discarded_at, drop column discarded_by, drop column discarded_why`);
    // Twice: a fresh database has them from the beginning.
    for (const statement of [...GAINED, ...GAINED]) await projection.owner.query(statement);
    publish('a#3');
    consume();
    await stored(3n);
    expect(await projection.effects()).toEqual(['a#2', 'a#3']);
    const [id = ''] = await ids();
    await discardParked(projection.pool, ITSELF, id, WORD);
    expect(await projection.parked()).toEqual(['discarded a#1']);
  });

  it('waits on where it needs what is before it', async () => {
    refused.add('a#1');
    await asTheVersionBeforeLeftIt('a#1', 'a#2');
    publish('b#1');
    consume(MIXED);
    await stored(3n);
    expect(await projection.parked()).toEqual(['poison a#1', 'waiting a#2']);
  });

  it('is not held to have ended its process when it was the database that failed, however often', async () => {
    refused.add('a#1');
    await asTheVersionBeforeLeftIt('a#1', 'a#2');
    let left = 7;
    const failing: BatchHandler = async (batch) => {
      if (left-- > 0) throw Object.assign(new Error('the way is lost'), { code: 'ECONNRESET' });
      return handler(batch);
    };
    consume(usersHandlers(failing, 'itself'));
    await eventually('it is settled', async () => !(await projection.parked()).includes('waiting a#2'), {
      timeout: 30_000,
    });
    expect(await projection.effects()).toEqual(['a#2']);
    expect(await projection.parked()).toEqual(['superseded a#1']);
  });

  it('is parked itself when it is refused, or when it has ended its process again and again', async () => {
    refused.add('a#1').add('a#2');
    await asTheVersionBeforeLeftIt('a#1', 'a#2', 'a#3', 'a#4');
    await projection.owner.query(`insert into consumer_attempts values ('${USERS.name}', 0, 2, 5, 0)`);
    publish('b#1');
    consume();
    await stored(5n);
    expect(await projection.effects()).toEqual(['a#4', 'b#1']);
    expect(await projection.parked()).toEqual(['superseded a#1', 'superseded a#2', 'superseded a#3']);
    const { rows } = await projection.owner.query('select because from parked_events order by id');
    expect(rows.map(({ because }: { because: string }) => because)).toEqual([
      'not today',
      'not today',
      'the process ended 5 times while it applied the event',
    ]);
  });
});

describe('a discarded event', () => {
  it('stays in its table with who, when and why, and what waited behind it follows', async () => {
    refused.add('a#1');
    publish('a#1', 'a#2', 'a#3');
    const blocking = usersHandlers(handler, 'all-before');
    consume(blocking);
    await stored(3n);
    const [id = ''] = await ids();
    const followed = await discardParked(projection.pool, blocking, id, WORD);
    expect(followed).toEqual({ applied: 2, left: 0, because: null });
    expect(await projection.effects()).toEqual(['a#2', 'a#3']);
    expect(await showParked(projection.pool, id)).toMatchObject({
      kind: 'discarded',
      discardedBy: WORD.who,
      discardedWhy: WORD.why,
      discardedAt: expect.any(Date),
      value: expect.stringContaining('a@example.com'),
    });
    publish('a#4');
    await stored(4n);
    expect(await projection.effects()).toEqual(['a#2', 'a#3', 'a#4']);
  });

  it('may be any that is parked, by id or place, once, by somebody, for a reason', async () => {
    refused.add('a#1').add('b#1');
    publish('a#1', 'a#2', 'b#1', garbage('c', 1));
    consume();
    await stored(4n);
    await discardParked(projection.pool, ITSELF, `${USERS.name}/0/0`, WORD);
    for (const id of (await ids()).slice(1)) await discardParked(projection.pool, ITSELF, id, WORD);
    expect(await projection.parked()).toEqual(['discarded a#1', 'discarded b#1', 'discarded c#1']);
    const [first = ''] = await ids();
    const discard = (target: string, word = WORD) => discardParked(projection.pool, ITSELF, target, word);
    await expect(discard(first)).rejects.toThrow('was discarded by kim@example.com');
    await expect(releaseParked(projection.pool, ITSELF, first)).rejects.toThrow('was discarded by kim@example.com');
    await expect(discard(first, { who: ' ', why: 'x' })).rejects.toThrow('who');
    await expect(discard(`${USERS.name}/0/99`)).rejects.toThrow('nothing is parked');
    await expect(discard('x')).rejects.toThrow('neither an id nor');
  });

  it('lets only what is next in line follow', async () => {
    refused.add('a#1').add('a#3');
    publish('a#1', 'a#2', 'a#3', 'a#4');
    const blocking = usersHandlers(handler, 'all-before');
    consume(blocking);
    await stored(4n);
    const [, second = '', third = ''] = await ids();
    expect(await discardParked(projection.pool, blocking, second, WORD)).toEqual({
      applied: 0,
      left: 0,
      because: null,
    });
    expect(await projection.effects()).toEqual([]);
    const [first = ''] = await ids();
    expect(await discardParked(projection.pool, blocking, first, WORD)).toMatchObject({ applied: 0, left: 2 });
    expect(await projection.parked()).toEqual(['discarded a#1', 'discarded a#2', 'poison a#3', 'waiting a#4']);
    expect(await discardParked(projection.pool, blocking, third, WORD)).toMatchObject({ applied: 1, left: 0 });
    expect(await projection.effects()).toEqual(['a#4']);
  });
});
