import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { encodeEvent, USERS, type UserUpdated } from '#contracts';
import { openPool, withSearchPath } from '#postgres';
import { eventually } from '../../../test/support/eventually.js';
import { DATABASE, testProjection, userEvent, type TestProjection } from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import {
  DONE,
  handlerOf,
  ignored,
  poison,
  type DeliveryBatch,
  type Handlers,
  type Outcome,
  type Sequenced,
} from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';
import { discardParked, releaseParked } from './release.js';
import { resourceKey } from './sequence.js';
import { carryWords } from './statements/carry-words.js';
import { consumerTables } from './tables.js';

jest.setTimeout(120_000);

/** A projection that keeps the newest version and a history, as the directory does. */
const TABLES = `
  create table people (subject text primary key, version int not null, event_id uuid not null);
  create table history (subject text, version int, event_id uuid, primary key (subject, version));
  grant select, insert, update on people, history to ${DATABASE.roles.projection}`;

const refused = new Set<string>();

async function apply({ tx, deliveries, isLate }: DeliveryBatch): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { event } of deliveries) {
    const { rows } = await tx.query<{ version: number }>('select version from people where subject = $1', [
      event.subject,
    ]);
    const values = [event.subject, event.resourceVersion, event.id];
    if (!isLate && (rows[0]?.version ?? 0) >= (event.resourceVersion ?? 0)) {
      outcomes.push(ignored('not newer'));
      continue;
    }
    if (refused.has(event.id)) {
      outcomes.push(poison('not today'));
      continue;
    }
    await tx.query('insert into history values ($1, $2, $3)', values);
    const save =
      'insert into people values ($1, $2, $3) on conflict (subject) do update set version = $2, event_id = $3';
    if (!isLate) await tx.query(save, values);
    outcomes.push(DONE);
  }
  return outcomes;
}

const SEQUENCE: Sequenced = {
  async known(tx, resources) {
    const { rows } = await tx.query<{ subject: string; version: number }>('select subject, version from people');
    return new Map(
      resources.flatMap((of) => {
        const row = rows.find(({ subject }) => subject === of.id);
        return row === undefined ? [] : [[resourceKey(of), row.version]];
      }),
    );
  },
};

const HANDLERS: Handlers = new Map([
  handlerOf(
    USERS,
    {
      'rollcall.UserProvisioned': 'itself',
      'rollcall.UserUpdated': 'itself',
      'rollcall.UserDeprovisioned': 'itself',
    },
    apply,
    SEQUENCE,
  ),
]);

/** The same numbers for the same seed (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

let live: TestProjection;

beforeAll(async () => {
  live = await testProjection();
  await live.owner.query(TABLES);
});
afterAll(() => live.end());

const SEEDS = Array.from({ length: 6 }, (_, index) => index + 1);

describe.each(SEEDS)('seed %s: true events, repetitions, forged leaps, words of a person and restarts', (seed) => {
  it('end as the true events say, and a rebuild ends the same', async () => {
    const below = numbers(seed);
    const log = new MemoryLog();
    const place = { topic: USERS.name, partition: seed };
    const told = await tell(log, place, { below, seed });
    const end = await stateOf(live.owner, seed);
    for (const [subject, version] of told.truth) {
      // What was not accepted by a person has moved nobody.
      if (!told.accepted.has(subject)) expect([subject, end.people.get(subject)]).toEqual([subject, version]);
    }
    const fresh = await openFresh(seed);
    await readTo(log, place, { pool: fresh.pool, rows: 1 + below(9) });
    expect(await stateOf(fresh.owner, seed)).toEqual(end);
    await fresh.end();
  });
});

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Writes and reads in pieces, with a person's words between; says which version is true, and who was accepted. */
async function tell(log: MemoryLog, place: Place, { below, seed }: { below: (n: number) => number; seed: number }) {
  const truth = new Map<string, number>();
  const accepted = new Set<string>();
  // Of a refused one that has a double, the rebuild takes the one and the live projection has taken the other.
  const poisoned = new Set<string>();
  const early: UserUpdated[] = [];
  const said: UserUpdated[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (let event = 0; event < 8; event += 1) {
      const subject = `s${seed}-${below(3)}`;
      const next = (truth.get(subject) ?? 0) + 1;
      const dice = below(10);
      // A version far away; one that is there; a true one that overtakes the one before it; a refused one; the next one.
      if (dice === 0) said.push(userEvent(subject, next + 2 + below(5) + 100 * below(3)));
      else if (dice === 1 && next > 1 && !poisoned.has(`${subject}#${next - 1}`))
        said.push(userEvent(subject, next - 1));
      else if (dice === 2) {
        early.push(userEvent(subject, next));
        said.push(userEvent(subject, next + 1));
        truth.set(subject, next + 1);
        said.push(...early.splice(0));
      } else {
        const one = userEvent(subject, next);
        if (dice === 3) {
          refused.add(one.id);
          poisoned.add(`${subject}#${next}`);
        }
        truth.set(subject, next);
        said.push(one);
        if (dice === 4) said.push(one);
      }
    }
    for (const event of said.splice(0)) {
      const { key, headers, value } = encodeEvent(event);
      log.append(place, { key, headers, value: Buffer.from(value) });
    }
    await readTo(log, place, { pool: live.pool, rows: 1 + below(9) });
    for (const name of await say(place, below)) accepted.add(name);
  }
  // A last true one, and all that is refused is mended: who was never accepted is where the truth is.
  refused.clear();
  for (const [subject, version] of truth) {
    const { key, headers, value } = encodeEvent(userEvent(subject, version + 1));
    log.append(place, { key, headers, value: Buffer.from(value) });
    truth.set(subject, version + 1);
  }
  await readTo(log, place, { pool: live.pool, rows: 1 + below(9) });
  await releaseRest(place);
  return { truth, accepted };
}

/** Releases or discards some of what is parked; the names of those of whom a gap was accepted or passed over. */
async function say({ partition }: Place, below: (n: number) => number): Promise<string[]> {
  const { rows } = await live.owner.query<{ id: string; kind: string; key: string; event_id: string }>(
    `select id, kind, key, event_id from parked_events where partition = $1 and kind <> 'discarded' order by id`,
    [partition],
  );
  const names: string[] = [];
  for (const { id, kind, key, event_id } of rows) {
    const dice = below(6);
    const isThere = (await live.owner.query('select 1 from parked_events where id = $1', [id])).rows.length > 0;
    if (!isThere || dice > 2) continue;
    if (kind === 'gap') names.push(key.split('/')[1] ?? '');
    if (dice === 0) {
      await discardParked(live.pool, HANDLERS, id, { who: 'kim', why: 'a dice' });
      continue;
    }
    refused.delete(event_id);
    await releaseParked(live.pool, HANDLERS, id, { who: 'kim' });
  }
  return names;
}

async function releaseRest({ partition }: Place): Promise<void> {
  const { rows } = await live.owner.query<{ id: string }>(
    `select id from parked_events where partition = $1 and kind in ('poison', 'superseded') order by id`,
    [partition],
  );
  for (const { id } of rows) await releaseParked(live.pool, HANDLERS, id, { who: 'kim' });
}

/** A process of its own each time, with batches of its own size. */
async function readTo(log: MemoryLog, place: Place, { pool, rows }: { pool: Pool; rows: number }): Promise<void> {
  const limits = { rows, bytes: 1_048_576 };
  const source = new MemorySource(log, [place]);
  const consumer = new Consumer({ source, pool, handlers: HANDLERS, instruments: UNMEASURED, log: SILENT, limits });
  consumer.start();
  const end = String(log.partition(place).records.length);
  const isStored = async (): Promise<boolean> => {
    const text = 'select next_offset from consumer_offsets where partition = $1';
    const { rows: found } = await pool.query<{ next_offset: string }>(text, [place.partition]);
    return found[0]?.next_offset === end;
  };
  await eventually(`offset ${end} is stored`, isStored, { timeout: 60_000 });
  await consumer.stop();
}

async function openFresh(seed: number) {
  const schema = `fresh_${seed}`;
  const open = (url: string) =>
    openPool({ url: withSearchPath(url, schema), applicationName: 'sequence-property', max: 2, pipeline: true });
  const owner = open(live.ownerUrl);
  await owner.query(`create schema ${schema}`);
  await owner.query(`grant usage on schema ${schema} to ${DATABASE.roles.projection}`);
  await owner.query(TABLES);
  for (const statement of consumerTables({ schema, role: DATABASE.roles.projection })) await owner.query(statement);
  const session = await owner.connect();
  await carryWords(session, { from: 'projection', to: schema });
  session.release();
  const pool = open(live.url);
  return {
    owner,
    pool,
    end: async () => {
      await Promise.all([owner.end(), pool.end()]);
    },
  };
}

async function stateOf(owner: Pool, seed: number) {
  const like = `s${seed}-%`;
  const people = await owner.query<{ subject: string; version: number; event_id: string }>(
    'select subject, version, event_id from people where subject like $1 order by subject',
    [like],
  );
  const history = await owner.query('select * from history where subject like $1 order by subject, version', [like]);
  const gaps = await owner.query(
    `select key, resource_version, event_id from parked_events where partition = $1 and kind = 'gap' order by record_offset`,
    [seed],
  );
  return {
    people: new Map(people.rows.map(({ subject, version }) => [subject, version])),
    events: people.rows,
    history: history.rows,
    gaps: gaps.rows,
  };
}
