import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantGrams } from '../statements/name-grams.js';

const SCIM = 'rollcall_scim';
const BACKFILLED_AT_ONCE = 2_000;

/**
 * Display names are found by the grams of their own tenant. In one index of tenant and trigrams, PostgreSQL walks the
 * tenant's list, too: 4.5 ms at a million users, 0.3 ms in this one.
 */
export class NameGrams0006 implements MigrationInterface {
  readonly name = 'NameGrams1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users add display_name_grams int4[]');
    await backfill(runner);
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the index of trigrams is not made again: restore the database');
  }
}

async function backfill(runner: QueryRunner): Promise<void> {
  for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = (await runner.query(
      `select id, tenant_id, display_name_key
         from users
        where id > $1::uuid and display_name_key is not null
        order by id
        limit $2::int`,
      [last, BACKFILLED_AT_ONCE],
    )) as { id: string; tenant_id: string; display_name_key: string }[];
    const end = rows.at(-1);
    if (end === undefined) return;
    await runner.query(
      `update users u
          set display_name_grams = t.grams::int4[]
         from unnest($1::uuid[], $2::text[]) as t(id, grams)
        where u.id = t.id`,
      [rows.map(({ id }) => id), rows.map((row) => `{${tenantGrams(row.tenant_id, row.display_name_key).join(',')}}`)],
    );
    last = end.id;
  }
}

const STATEMENTS = [
  `drop index users_display_name`,
  `drop function users_by_display_name(text)`,
  // A pending list of 4 MB, the default, stops a write for 0.2 s when it is merged; one of 256 kB never for long.
  `create index users_display_name on users using gin (display_name_grams)
    with (gin_pending_list_limit = 256) where display_name_grams is not null`,
  // Neither LIKE nor @> is leakproof, so under row-level security they cannot use an index. This function runs as its
  // owner, whom no policy binds, and so it holds the tenant itself: the transaction's setting, never an argument. What
  // is sought are values, the search path is fixed, and it gives ids only, which the caller reads under its own policy.
  // The grams are taken to the tenant's own by its id's last 32 bits, as in `tenantGrams`.
  `create function users_by_display_name(pattern text, grams int4[])
     returns setof uuid
     language sql stable security definer set search_path = public, pg_temp
     as $$
       select u.id
         from users u
        where u.display_name_grams @> array(
                select gram # ('x' || right(current_setting('rollcall.tenant', true), 8))::bit(32)::int4
                  from unnest(grams) as gram)
          and u.tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
          and u.display_name_key like pattern
     $$`,
  `revoke all on function users_by_display_name(text, int4[]) from public`,
  `grant execute on function users_by_display_name(text, int4[]) to ${SCIM}`,
];
