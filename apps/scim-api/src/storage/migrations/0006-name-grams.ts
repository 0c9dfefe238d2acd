import { migration } from '#postgres';

const SCIM = 'rollcall_scim';

/**
 * Display names are found by the grams of their own tenant. In one index of tenant and trigrams, PostgreSQL walks the
 * tenant's list, too: 4.5 ms at a million users, 0.3 ms in this one. Expand only: the grams come with migration 0007,
 * their index with 0008.
 */
export const NameGrams0006 = migration('NameGrams1764000000006', () => STATEMENTS);

const STATEMENTS = [
  `alter table users add display_name_grams int4[]`,
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
