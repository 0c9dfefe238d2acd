import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { migrate } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { TENANT } from '../rules/events.fixture.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { Recipients1764000000031 } from './migrations/1764000000031-recipients.js';

const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(Recipients1764000000031));

let database: TestDatabase<keyof (typeof DATABASE)['roles']>;
let owner: Client;
beforeEach(async () => {
  database = await createTestDatabase(DATABASE, BEFORE);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterEach(async () => {
  await owner.end();
  await database.drop();
});

async function mailed(recipient: string, daysAgo: number, status = 'accepted'): Promise<void> {
  await owner.query(
    `insert into mailing.deliveries (id, tenant_id, template, made_at, status, recipient, event_count, last_event_at,
                                     due_at, since, settled_at)
     select $1, $2, 'leaver', t, $3, $4, 1, t, t, t, t
       from (select now() - make_interval(hours => $5::int) as t)`,
    [uuid(), TENANT, status, recipient, Math.round(daysAgo * 24)],
  );
}

async function grandfathered(): Promise<string[]> {
  const { rows } = await owner.query<{ line: string }>(
    `select kind || ' ' || value as line from mailing.grandfathered order by 1`,
  );
  return rows.map(({ line }) => line);
}

describe('the upgrade to mail domains', () => {
  it('keeps the domains that a tenant was mailed at in the 90 days before, and no older ones', async () => {
    await mailed('anna@day89.example', 89);
    await mailed('Berta@DAY3.example', 3);
    await mailed('anna@bücher.example', 1);
    await mailed('anna@day91.example', 91);
    await mailed('anna@refused.example', 1, 'failed');
    await mailed('anna@suppressed.example', 1, 'suppressed');
    await mailed('anna@localhost', 1);
    await owner.query(
      `insert into projection.tenants (tenant_id, version, name, notification_address) values ($1, 1, 'T', 'IT@old.example')`,
      [TENANT],
    );
    await migrate({ url: database.ownerUrl, migrations: MIGRATIONS });
    expect(await grandfathered()).toEqual([
      'address it@old.example',
      'domain day3.example',
      'domain day89.example',
      'domain xn--bcher-kva.example',
    ]);
  });
});
