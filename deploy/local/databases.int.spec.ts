import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { APP_DATABASES } from './app-databases.js';
import { roleUrl } from './database-names.js';
import { roleNames, setUpDatabases } from './databases.js';
import { freePort } from './parts/ports.js';
import { Postgres } from './parts/postgres.js';

// A server of its own: the databases have their real names here.
describe('the databases of all apps', () => {
  const all = Object.values(APP_DATABASES);
  const passwords = Object.fromEntries(roleNames(all).map((role) => [role, `secret-of-${role}`]));
  let dir: string;
  let postgres: Postgres;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-databases-'));
    postgres = await Postgres.start({ dir: join(dir, 'postgres'), port: await freePort(), password: 'p' });
    await setUpDatabases(postgres.url, all, passwords);
  }, 60_000);
  afterAll(async () => {
    await postgres.stop('immediate');
    await rm(dir, { recursive: true, force: true });
  });

  it('can be set up again, as every start does', async () => {
    await expect(setUpDatabases(postgres.url, all, passwords)).resolves.toBeUndefined();
  }, 30_000);

  it('are reached by every role, each of which is an ordinary one', async () => {
    for (const database of all) {
      for (const key of Object.keys(database.roles)) {
        const [role] = await query(
          roleUrl(postgres.url, database, { key, passwords }),
          'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
        );
        expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false });
      }
    }
  });

  it("are closed to another app's role", async () => {
    const url = new URL(roleUrl(postgres.url, APP_DATABASES.directory, { key: 'directory', passwords }));
    url.pathname = `/${APP_DATABASES.audit.name}`;
    await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '42501' });
  });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
