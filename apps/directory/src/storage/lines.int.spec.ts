import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { seeded } from '../projection/seeded.fixture.js';
import { at, created, deleted, disabled, TENANT, updated, type Person } from '../projection/user-events.fixture.js';
import { applyUsers, completeHistory } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { digestProjection } from './digest.js';
import { MIGRATIONS } from './migrations.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let writer: Pool;
let owner: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) =>
    openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 2, pipeline: true });
  writer = open(database.url('directory'));
  owner = open(database.ownerUrl);
});
afterAll(async () => {
  await writer.end();
  await owner.end();
  await database.drop();
});
afterEach(cleared);

function cleared() {
  return owner.query(
    'truncate employees, employee_versions, employee_words, employee_pairs, reporting_lines, attribute_changes',
  );
}

const apply = (...events: UserEvent[]) => inTransaction(writer, (tx) => applyUsers(tx, events));
const late = (...events: UserEvent[]) => inTransaction(writer, (tx) => completeHistory(tx, events));
const digest = () => inTransaction(writer, (_, client) => digestProjection(client));

async function lines(id: string) {
  const { rows } = await writer.query<{ version: number; manager_id: string | null; valid_from: Date; valid_to: Date }>(
    'select version, manager_id, valid_from, valid_to from reporting_lines where id = $1 order by version',
    [id],
  );
  return rows.map((row) => {
    const end = Number.isFinite(Number(row.valid_to)) ? new Date(row.valid_to).toISOString() : null;
    return [row.version, row.manager_id, new Date(row.valid_from).toISOString(), end];
  });
}

const ADA: Person = { id: 'ada', managerId: 'bob' };

describe('lines', () => {
  it('begin and end with the versions that change them', async () => {
    await apply(created(ADA));
    await apply(
      updated({ ...ADA, title: 'Countess' }, { version: 2 }),
      updated({ id: 'ada', managerId: 'eve' }, { version: 3 }),
    );
    await apply(deleted('ada', { version: 4 }));
    expect(await lines('ada')).toEqual([
      [1, 'bob', at(1), at(3)],
      [3, 'eve', at(3), at(4)],
    ]);
  });

  it('say after a version that came late what they would have said', async () => {
    const events = [
      created(ADA),
      updated({ id: 'ada', managerId: 'eve' }, { version: 2 }),
      updated({ ...ADA, title: 'Countess' }, { version: 3 }),
      updated({ ...ADA, title: 'Countess', mail: 'ada@x.example' }, { version: 4 }),
    ] as const;
    await apply(...events);
    const whole = await digest();
    await cleared();
    await apply(events[0], events[2], events[3]);
    expect((await digest()).sha256).not.toBe(whole.sha256);
    await late(events[1]);
    expect(await lines('ada')).toEqual([
      [1, 'bob', at(1), at(2)],
      [2, 'eve', at(2), at(3)],
      [3, 'bob', at(3), at(4)],
      [4, 'bob', at(4), null],
    ]);
    expect(await digest()).toEqual(whole);
  });

  it('keep the time of the version before, who said it, and what changed', async () => {
    await apply(created(ADA), updated({ ...ADA, title: 'Countess' }, { version: 2 }));
    const { rows } = await writer.query(
      `select version, previous_from, connection_id, credential_id, request_id from employee_versions order by version`,
    );
    expect(rows).toMatchObject([
      { version: 1, previous_from: null, credential_id: 'credential-1', request_id: 'request-1' },
      { version: 2, previous_from: new Date(at(1)) },
    ]);
    const changes = await writer.query('select id, path, version, before, after from attribute_changes');
    expect(changes.rows).toEqual([{ id: 'ada', path: 'title', version: 2, before: null, after: 'Countess' }]);
  });
});

describe('many companies', () => {
  it('have one digest however their events are cut, shuffled between people, and late', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = seeded(seed);
      const lives = Array.from({ length: 6 }, (_, n) => life(`p${n}`, random));
      await apply(...lives.flat());
      const whole = await digest();
      await cleared();
      for (const batch of shuffled(lives, random)) await apply(...batch);
      expect(await digest()).toEqual(whole);
      await cleared();
      // One in the middle of each life was parked, and is released when all others are applied.
      const parked = lives.map((events) => (events.length > 2 ? events[1] : undefined));
      await apply(...lives.flatMap((events, n) => events.filter((event) => event !== parked[n])));
      await late(...parked.filter((event) => event !== undefined));
      expect(await digest()).toEqual(whole);
      await cleared();
    }
  }, 120_000);
});

function life(id: string, random: () => number): UserEvent[] {
  const below = (n: number) => Math.floor(random() * n);
  const count = 1 + below(6);
  return Array.from({ length: count }, (_, index) => {
    const managerId = [undefined, 'p0', 'p1', 'boss@x.example', '4711'][below(5)];
    const person = { id, ...(managerId === undefined ? {} : { managerId }), mail: `${id}${below(2)}@x.example` };
    const version = index + 1;
    const event =
      index === 0
        ? created(person)
        : below(6) === 0 && version === count
          ? deleted(id, { version })
          : below(4) === 0
            ? disabled(person, { version })
            : updated(person, { version });
    // Some of one millisecond.
    return { ...event, tenantId: TENANT, time: at(Math.floor(version / 2)) };
  });
}

/** Each life in order, the lives in any: as partitions come. */
function shuffled(lives: readonly UserEvent[][], random: () => number): UserEvent[][] {
  const left = lives.map((events) => [...events]);
  const batches: UserEvent[][] = [];
  while (left.some((events) => events.length > 0)) {
    const batch = left.flatMap((events) => events.splice(0, Math.floor(random() * 3)));
    if (batch.length > 0) batches.push(batch);
  }
  return batches;
}
