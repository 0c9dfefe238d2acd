import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { decodeEvent, operatorIssuedBy } from '#contracts';
import { migrate } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { AnnounceConnections0013 } from './migrations/0013-announce-connections.js';
import { AnnounceOperators0062 } from './migrations/0062-announce-operators.js';
import { USER } from './statements/user-columns.js';

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

  it('has the columns of users that their list has, by name, order and type', async () => {
    const { rows } = await owner.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type
         from information_schema.columns
        where table_schema = 'public' and table_name = 'users'
        order by ordinal_position`,
    );
    expect(Object.entries(USER).map(([name, { type }]) => ({ name, type }))).toEqual(rows);
  });

  it.each([
    ['users', 'shadow_users'],
    ['user_emails', 'shadow_emails'],
    ['groups', 'shadow_groups'],
    ['group_members', 'shadow_members'],
  ])('has the columns of %s wherever a shadow has that name', async (table, copy) => {
    const { rows } = await owner.query<{ place: string; columns: string }>(
      `select table_schema || '.' || table_name as place,
              string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position) as columns
         from information_schema.columns
        where table_schema in ('public', 'shadow', 'shadow_reads') and table_name in ($1, $2)
        group by 1 order by 1`,
      [table, copy],
    );
    const places = [`public.${copy}`, `public.${table}`, `shadow.${table}`, `shadow_reads.${table}`];
    expect(rows.map(({ place }) => place)).toEqual(places.toSorted());
    expect(new Set(rows.map(({ columns }) => columns)).size).toBe(1);
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

describe('a database of an earlier release', () => {
  it('tells once what the connections of its tenants are called', async () => {
    const earlier = await createTestDatabase(
      DATABASE,
      MIGRATIONS.slice(0, MIGRATIONS.indexOf(AnnounceConnections0013)),
    );
    const owner = new Client({ connectionString: earlier.ownerUrl });
    await owner.connect();
    try {
      const [named, without] = [uuid(), uuid()];
      const tenant = `insert into tenants (id, name, notification_address, version, created_at, changed_at)
                      values ($1, 'Contoso', 'it@contoso.example', 7, now(), '2100-01-01')`;
      for (const id of [named, without]) await owner.query(tenant, [id]);
      const connection = `insert into connections (id, tenant_id, name, tolerance, created_at) values ($1, $2, $3, 'tolerant', now())`;
      const ids = [uuid(), uuid()];
      await owner.query(connection, [ids[0], named, 'Entra "ID"\u0009']);
      await owner.query(connection, [ids[1], named, 'Okta']);
      const announced = MIGRATIONS.slice(0, MIGRATIONS.indexOf(AnnounceConnections0013) + 1);
      await migrate({ url: earlier.ownerUrl, migrations: announced });
      await migrate({ url: earlier.ownerUrl, migrations: announced });

      const { rows } = await owner.query<{ headers: string; value: string }>('select headers, value from outbox');
      expect(rows).toHaveLength(1);
      expect(decodeEvent({ headers: JSON.parse(rows[0]?.headers ?? ''), value: rows[0]?.value ?? '' })).toMatchObject({
        ok: true,
        event: {
          tenantId: named,
          resourceVersion: 8,
          time: '2100-01-01T00:00:00.000Z',
          data: {
            name: 'Contoso',
            notificationAddress: 'it@contoso.example',
            connections: [
              { id: ids[0], name: 'Entra "ID"\u0009' },
              { id: ids[1], name: 'Okta' },
            ],
          },
        },
      });
      expect((await owner.query('select count(*)::int as n from outbox_unpublished')).rows).toEqual([{ n: 1 }]);
      const versions = await owner.query('select version from tenants where id = $1', [named]);
      expect(versions.rows).toEqual([{ version: 8 }]);

      await migrate({ url: earlier.ownerUrl, migrations: MIGRATIONS });
      await migrate({ url: earlier.ownerUrl, migrations: MIGRATIONS });
      const after = await owner.query<{ resource_id: string; resource_version: number; value: string }>(
        'select resource_id, resource_version, value from outbox order by id offset 1',
      );
      const told = after.rows.map((row) => [row.resource_id, row.resource_version, JSON.parse(row.value) as object]);
      expect(told).toMatchObject([
        [named, 9, { connections: [{ name: 'Entra "ID"\u0009' }, { name: 'Okta' }], domains: [] }],
        [without, 8, { domains: [] }],
      ]);
      // Both are called Contoso: the second has a number in addresses.
      const slugs = await owner.query<{ slug: string }>('select slug from tenants order by created_at, id');
      expect(slugs.rows.map(({ slug }) => slug)).toEqual(['contoso', 'contoso-2']);
    } finally {
      await owner.end();
      await earlier.drop();
    }
  });

  it('tells once by what its operators are known, and of one who was revoked that it has ended', async () => {
    const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(AnnounceOperators0062));
    const earlier = await createTestDatabase(DATABASE, before);
    const owner = new Client({ connectionString: earlier.ownerUrl });
    await owner.connect();
    try {
      const operator = `insert into operator_credentials (id, name, token_hash, created_at, created_by, expires_at, revoked_at)
                        values ($1, $2, sha256(convert_to($2, 'UTF8')), $3, 'a test', '2100-01-01', $4)`;
      await owner.query(operator, [uuid(), 'Kim', '2026-01-01', null]);
      await owner.query(operator, [uuid(), 'Lee', '2026-01-02', '2026-02-01']);
      const announced = [...before, AnnounceOperators0062];
      await migrate({ url: earlier.ownerUrl, migrations: announced });
      await migrate({ url: earlier.ownerUrl, migrations: announced });
      const { rows } = await owner.query<{ headers: string; value: string }>(
        'select headers, value from outbox order by id',
      );
      const told = rows.map(({ headers, value }) => {
        const decoded = decodeEvent({ headers: JSON.parse(headers) as Record<string, string>, value });
        return decoded.ok && decoded.event.type === 'rollcall.AdminActed' ? operatorIssuedBy(decoded.event) : decoded;
      });
      const known = (name: string, expiresAt: string) => ({
        id: expect.any(String),
        name,
        sha256: createHash('sha256').update(name).digest('hex'),
        expiresAt,
      });
      expect(told).toEqual([known('Kim', '2100-01-01T00:00:00.000Z'), known('Lee', '2026-02-01T00:00:00.000Z')]);
    } finally {
      await owner.end();
      await earlier.drop();
    }
  });
});
