import { migration } from '#postgres';

const SCIM = 'rollcall_scim';

/**
 * Columns by which users are found: their display name by any part of it, and their employee number. Expand only: what
 * they hold comes with migration 0007, their indexes with 0008.
 */
export const SearchColumns0003 = migration('SearchColumns1764000000003', () => STATEMENTS);

const STATEMENTS = [
  `alter table users add display_name_key text, add employee_number text`,
  // Both are trusted extensions of PostgreSQL's own contrib: the owner of a database may create them.
  `create extension if not exists pg_trgm schema public`,
  `create extension if not exists btree_gin schema public`,
  ...findingByDisplayName('create'),
];

/**
 * LIKE is not leakproof, so under row-level security it cannot use an index. This function runs as its owner, whom no
 * policy binds, and so it holds the tenant itself: the transaction's setting, never an argument. The pattern is a value, the
 * search path is fixed, and it gives ids only, which the caller reads under its own policy.
 */
export function findingByDisplayName(create: 'create' | 'create or replace'): string[] {
  return [
    `${create} function users_by_display_name(pattern text)
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
}
