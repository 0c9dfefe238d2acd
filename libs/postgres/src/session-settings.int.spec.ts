import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { openPool } from './pool.js';
import { BY_INDEX, withSettings } from './session-settings.js';

const JOIN = `
  select k.version
    from unnest($1::uuid[]) as wanted (id)
    join kept k on k.id = wanted.id`;

let database: TestDatabase<'service'>;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'by_index', roles: { service: 'by_index_service' } }, []);
  const url = withSettings(`${database.ownerUrl}?options=-c%20search_path%3Dpublic`, BY_INDEX);
  pool = openPool({ url, applicationName: 'spec', max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('a session whose plans are by index', () => {
  it('keeps one that was made while the table was empty, and is right when it is full', async () => {
    await pool.query('create table kept (id uuid primary key, version bigint)');
    await pool.query(`prepare looked as ${JOIN}`);
    await pool.query(`explain execute looked(array[gen_random_uuid()])`);
    await pool.query('insert into kept select gen_random_uuid(), n from generate_series(1, 20000) as n');
    const { rows } = await pool.query<Record<string, string>>('explain execute looked(array[gen_random_uuid()])');
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Scan using kept_pkey');
    expect(plan).not.toMatch(/Seq Scan|Hash/);
    const { rows: kept } = await pool.query<{ generic: string }>(
      'select generic_plans::text as generic from pg_prepared_statements',
    );
    expect(kept).toEqual([{ generic: '2' }]);
  });

  it('has the settings that the connection string had', async () => {
    const { rows } = await pool.query<{ search_path: string }>('show search_path');
    expect(rows[0]?.search_path).toBe('public');
  });
});
