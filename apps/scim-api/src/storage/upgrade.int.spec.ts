import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { migrate } from '#postgres';
import { catalogueOf } from '../../../../test/support/catalogue.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { EARLIER_RELEASES } from './migrations/earlier-releases.fixture.js';
import { gramsOf } from './statements/name-grams.js';

type Release = keyof typeof EARLIER_RELEASES;
const RELEASES: readonly Release[] = [2, 5, 6];

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;

async function begin(release: Release | null): Promise<void> {
  database = await createTestDatabase(DATABASE, release === null ? MIGRATIONS : EARLIER_RELEASES[release]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
}

async function end(): Promise<void> {
  await owner.end();
  await database.drop();
}

const upgrade = (): Promise<string[]> => migrate({ url: database.ownerUrl, migrations: MIGRATIONS });

describe('a database of an earlier release', () => {
  let fresh: readonly string[];

  beforeEach(async () => {
    await begin(null);
    fresh = await catalogueOf(owner);
    await end();
  });

  afterEach(end);

  it.each(RELEASES)('at migration %i becomes what a fresh one is', async (release) => {
    await begin(release);
    expect(await catalogueOf(owner)).not.toEqual(fresh);
    await upgrade();
    expect(await catalogueOf(owner)).toEqual(fresh);
    expect(await upgrade()).toEqual([]);
  });

  it.each(RELEASES)('at migration %i finds and counts those who were there before', async (release) => {
    await begin(release);
    const [tenant, ada, nameless] = [uuid(), uuid(), uuid()];
    const attributes = JSON.stringify({
      displayName: 'Ada Lovelace',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: 'N-7' },
    });
    await insertUser({ tenant, id: ada, attributes });
    await insertUser({ tenant, id: nameless, attributes: '{}' });
    if (release > 2)
      await owner.query(`update users set display_name_key = 'ada lovelace', employee_number = 'n-7' where id = $1`, [
        ada,
      ]);
    if (release > 5)
      await owner.query(`update users set display_name_grams = $2 where id = $1`, [
        ada,
        ownGrams(tenant, 'ada lovelace'),
      ]);

    const credential = await insertCredential(tenant);

    await upgrade();

    const kept = await owner.query(
      `select c.method, c.name, c.expires_at, n.methods
         from credentials c join connections n on n.id = c.connection_id where c.id = $1`,
      [credential],
    );
    expect(kept.rows).toEqual([
      { method: 'token', name: 'Token of 2026-11-24', expires_at: null, methods: ['token', 'clientSecret'] },
    ]);
    await owner.query(`select set_config('rollcall.tenant', $1, false)`, [tenant]);
    const found = await owner.query('select users_by_display_name($1, $2) as id', ['%lovel%', gramsOf('lovel')]);
    expect(found.rows).toEqual([{ id: ada }]);
    const asBefore = await owner.query('select users_by_display_name($1) as id', ['%lovel%']);
    expect(asBefore.rows).toEqual([{ id: ada }]);
    const numbers = await owner.query('select id from users where employee_number = $1', ['n-7']);
    expect(numbers.rows).toEqual([{ id: ada }]);
    const counted = await owner.query(`select sum(total)::int as total from resource_counts where tenant_id = $1`, [
      tenant,
    ]);
    expect(counted.rows).toEqual([{ total: 2 }]);
  });
});

async function insertCredential(tenant: string): Promise<string> {
  const [connection, credential] = [uuid(), uuid()];
  await owner.query(
    `insert into tenants (id, name, version, created_at, changed_at) values ($1, 't', 1, now(), now())`,
    [tenant],
  );
  await owner.query(
    `insert into connections (id, tenant_id, name, tolerance, created_at) values ($1, $2, 'c', 'tolerant', now())`,
    [connection, tenant],
  );
  await owner.query(
    `insert into credentials (id, tenant_id, connection_id, token_hash, created_at)
     values ($1, $2, $3, $4, '2026-11-24T23:30:00Z')`,
    [credential, tenant, connection, Buffer.alloc(32)],
  );
  return credential;
}

async function insertUser(user: { tenant: string; id: string; attributes: string }): Promise<void> {
  await owner.query(
    `insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, attributes)
     values ($1::uuid, $2, 1, true, now(), now(), $1::uuid::text, $3)`,
    [user.id, user.tenant, user.attributes],
  );
}

function ownGrams(tenant: string, name: string): number[] {
  const own = Number.parseInt(tenant.slice(-8), 16);
  return gramsOf(name).map((gram) => gram ^ own);
}
