import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';

describe('the migrated database', () => {
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

  it('has row-level security on every table but the signing keys and the list of migrations', async () => {
    const { rows } = await owner.query<{ relname: string }>(
      `select relname from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace and not relrowsecurity
        order by relname`,
    );

    expect(rows.map(({ relname }) => relname)).toEqual(['migrations', 'signing_keys']);
  });

  it('gives the SCIM role no access to credentials but the function', async () => {
    const scim = new Client({ connectionString: database.url('scim') });
    await scim.connect();
    try {
      await expect(scim.query('select 1 from credentials')).rejects.toMatchObject({ code: '42501' });
      const { rows } = await scim.query('select * from find_credential($1)', [Buffer.alloc(32)]);
      expect(rows).toEqual([]);
    } finally {
      await scim.end();
    }
  });
});
