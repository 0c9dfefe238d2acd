import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ENTERPRISE_USER_URN, foldCase, type UserAttributes } from '#scim';

const SCIM = 'rollcall_scim';
const BACKFILLED_AT_ONCE = 2_000;

/** Columns by which users are found: their display name by any part of it, and their employee number. */
export class SearchColumns0003 implements MigrationInterface {
  readonly name = 'SearchColumns1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users add display_name_key text, add employee_number text');
    await backfill(runner);
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function users_by_display_name(text)');
    await runner.query('alter table users drop display_name_key, drop employee_number');
  }
}

/** In JavaScript, because what `lower()` does depends on the database's locale. */
async function backfill(runner: QueryRunner): Promise<void> {
  for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = (await runner.query('select id, attributes from users where id > $1::uuid order by id limit $2::int', [
      last,
      BACKFILLED_AT_ONCE,
    ])) as { id: string; attributes: string }[];
    const end = rows.at(-1);
    if (end === undefined) return;
    const users = rows.map(({ attributes }) => JSON.parse(attributes) as UserAttributes);
    await runner.query(
      `update users u
          set display_name_key = t.name, employee_number = t.number
         from unnest($1::uuid[], $2::text[], $3::text[]) as t(id, name, number)
        where u.id = t.id`,
      [
        rows.map(({ id }) => id),
        users.map(({ displayName }) => (displayName === undefined ? null : foldCase(displayName))),
        users.map((user) => employeeNumberOf(user)),
      ],
    );
    last = end.id;
  }
}

function employeeNumberOf(user: UserAttributes): string | null {
  const number = user[ENTERPRISE_USER_URN]?.employeeNumber;
  return number === undefined ? null : foldCase(number);
}

const STATEMENTS = [
  // Both are trusted extensions of PostgreSQL's own contrib: the owner of a database may create them.
  `create extension if not exists pg_trgm schema public`,
  `create extension if not exists btree_gin schema public`,
  `create index users_display_name on users using gin (tenant_id, display_name_key gin_trgm_ops)
    where display_name_key is not null`,
  `create index users_employee_number on users (tenant_id, employee_number) where employee_number is not null`,
  // LIKE is not leakproof, so under row-level security it cannot use an index. This function runs as its owner, whom no
  // policy binds, and so it holds the tenant itself: the transaction's setting, never an argument. The pattern is a
  // value, the search path is fixed, and it gives ids only, which the caller reads under its own policy.
  `create function users_by_display_name(pattern text)
     returns setof uuid
     language sql stable security definer set search_path = public, pg_temp
     as $$
       select u.id
         from users u
        where u.tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
          and u.display_name_key like pattern
     $$`,
  `revoke all on function users_by_display_name(text) from public`,
  `grant execute on function users_by_display_name(text) to ${SCIM}`,
];
