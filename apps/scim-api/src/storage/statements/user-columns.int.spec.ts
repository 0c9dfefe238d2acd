import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from '../database.js';
import { USER } from './user-columns.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

describe('the list of the columns of users', () => {
  it('is that of the table, with its types', async () => {
    const { rows } = await owner.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type
         from information_schema.columns
        where table_schema = 'public' and table_name = 'users'
        order by ordinal_position`,
    );
    expect(Object.entries(USER).map(([name, { type }]) => ({ name, type }))).toEqual(rows);
  });
});
