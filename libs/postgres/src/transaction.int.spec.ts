import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { RolledBackError } from './commit.js';
import { openPool } from './pool.js';
import { scopeToTenant } from './tenant-scope.js';
import { inTransaction } from './transaction.js';

const APP = { name: 'postgres_spec', roles: { service: 'postgres_spec_service' } } as const;
const ACME = '018f0000-0000-7000-8000-000000000001';
const GLOBEX = '018f0000-0000-7000-8000-000000000002';

class Notes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table notes (id int primary key, tenant_id uuid not null)`);
    await runner.query(`alter table notes enable row level security`);
    await runner.query(
      `create policy tenant on notes using (tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid)`,
    );
    await runner.query(`grant select, insert on notes to ${APP.roles.service}`);
  }
  async down(): Promise<void> {}
}

describe('a transaction', () => {
  let database: TestDatabase<'service'>;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase(APP, [Notes1700000000000]);
    pool = openPool({ url: database.url('service'), applicationName: 'spec', max: 2 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('is an error when COMMIT is answered ROLLBACK', async () => {
    const attempt = inTransaction(pool, async (tx) => {
      await tx.query('select 1/0').catch(() => undefined);
    });
    await expect(attempt).rejects.toThrow(RolledBackError);
  });

  it('sees and writes the rows of its tenant only, and none without a tenant', async () => {
    await inTransaction(pool, async (tx) => {
      await scopeToTenant(tx, ACME);
      await tx.query('insert into notes (id, tenant_id) values (1, $1)', [ACME]);
    });
    const seen = (tenant?: string): Promise<number> =>
      inTransaction(pool, async (tx) => {
        if (tenant !== undefined) await scopeToTenant(tx, tenant);
        return (await tx.query('select id from notes')).rows.length;
      });
    expect([await seen(ACME), await seen(GLOBEX), await seen()]).toEqual([1, 0, 0]);

    const trespass = inTransaction(pool, async (tx) => {
      await scopeToTenant(tx, GLOBEX);
      await tx.query('insert into notes (id, tenant_id) values (2, $1)', [ACME]);
    });
    await expect(trespass).rejects.toMatchObject({ code: '42501' });
  });
});
