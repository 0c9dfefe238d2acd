import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { addNames } from './statements/add-names.js';

let database: TestDatabase<'audit'>;
let writer: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const url = withSearchPath(database.url('audit'), LIVE_SCHEMA);
  writer = openPool({ url, applicationName: 'names-test', max: 1, pipeline: true });
});
afterAll(async () => {
  await writer.end();
  await database.drop();
});

it.each(['User', 'connection'])(
  'a name of a %s is added when it has changed, and not when it is said again',
  async (type) => {
    const [tenantId, id] = [randomUUID(), randomUUID()];
    const userName = type === 'User' ? 'ada@contoso.example' : null;
    const said = (name: string, day: number) => ({
      tenantId,
      id,
      type,
      name,
      userName,
      since: `2026-11-0${day}T00:00:00.000Z`,
    });
    for (const one of [said('Ada', 1), said('Ada', 2), said('Lovelace', 3), said('Lovelace', 4), said('Ada', 5)]) {
      await inTransaction(writer, (tx) => addNames(tx, [one]));
    }
    const added = 'select name from names where id = $1 order by since';
    const { rows } = await inTransaction(writer, (tx) => tx.query<{ name: string }>(added, [id]));
    expect(rows.map(({ name }) => name)).toEqual(['Ada', 'Lovelace', 'Ada']);
  },
);
