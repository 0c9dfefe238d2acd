import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { seeded } from '../projection/seeded.fixture.js';
import { created, deleted, disabled, updated } from '../projection/user-events.fixture.js';
import { applyUsers, type Beside } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { digestProjection } from './digest.js';
import { beginBulk, BULK_INDEXES, endBulk, IN_BULK } from './in-bulk.js';
import { MIGRATIONS } from './migrations.js';
import { projectionTables } from './schema.js';

const FRESH = 'fresh';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = openPool({ url: database.ownerUrl, applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** People who are renamed, leave, return and are deleted, each person's events in order. */
function lives(random: () => number): UserEvent[] {
  const names = ['Ada Byron', 'Łukasz Müller', 'Петр Ильич', '王小明', 'नेहा शर्मा'];
  const one = <Item>(of: readonly Item[]): Item => of[Math.floor(random() * of.length)] ?? of[0] ?? fail();
  return Array.from({ length: 40 }, (_, n) => `p${n}`).flatMap((id) =>
    Array.from({ length: 1 + Math.floor(random() * 5) }, (_, index) => {
      const person = { id, displayName: one(names), title: one(['Chef', 'Ingénieur']), mail: `${id}@x.example` };
      const version = index + 1;
      if (index === 0) return created(person);
      return random() < 0.2 ? deleted(id, { version }) : one([updated, updated, disabled])(person, { version });
    }),
  );
}

function fail(): never {
  throw new Error('nothing to choose from');
}

async function fold(schema: string, events: readonly UserEvent[], rows: number, beside?: Beside): Promise<void> {
  const writer = openPool({
    url: withSearchPath(database.url('directory'), schema),
    applicationName: 'test',
    max: 1,
    pipeline: true,
  });
  try {
    for (let from = 0; from < events.length; from += rows)
      await inTransaction(writer, (tx) => applyUsers(tx, events.slice(from, from + rows), new Map(), beside));
  } finally {
    await writer.end();
  }
}

function digestOf(schema: string) {
  return inTransaction(owner, async (tx, client) => {
    await tx.query(`set local search_path = ${schema}`);
    return digestProjection(client);
  });
}

/** Who is told of to whoever follows changes. */
async function marked(schema: string): Promise<unknown[]> {
  return (await owner.query(`select tenant_id, id from ${schema}.employee_marks order by tenant_id, id`)).rows;
}

describe('what was folded without indexes', () => {
  it.each([1, 2, 3])('is in the end what is folded with them, however the events were cut: %d', async (seed) => {
    await owner.query(`drop schema ${LIVE_SCHEMA} cascade`);
    for (const statement of projectionTables(LIVE_SCHEMA)) await owner.query(statement);
    for (const statement of [...projectionTables(FRESH), ...beginBulk(FRESH)]) await owner.query(statement);
    for (const name of BULK_INDEXES) await owner.query(`drop index ${FRESH}.${name}`);
    const random = seeded(seed);
    const events = lives(random);
    await fold(LIVE_SCHEMA, events, 1 + Math.floor(random() * 9));
    await fold(FRESH, events, 1 + Math.floor(random() * 9), IN_BULK);
    const live = await digestOf(LIVE_SCHEMA);
    expect(await digestOf(FRESH)).not.toEqual(live);
    for (const statement of endBulk(FRESH)) await owner.query(statement);
    expect(await digestOf(FRESH)).toEqual(live);
    expect(await marked(FRESH)).toEqual(await marked(LIVE_SCHEMA));
    await owner.query(`drop schema ${FRESH} cascade`);
  });
});
