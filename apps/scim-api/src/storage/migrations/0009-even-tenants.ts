import { evenTenants, migration } from '#postgres';
import { findingByDisplayName } from './0003-search-columns.js';

const SCIM = 'rollcall_scim';

/** One plan for each look-up, whatever ANALYZE has seen of a tenant; and what this release asks of its schema. */
export const EvenTenants0009 = migration('EvenTenants1764000000009', () => STATEMENTS);

const STATEMENTS = [
  ...['users', 'user_emails', 'groups', 'group_members'].flatMap((table) => evenTenants('public', table)),
  // `is not distinct from` reads no index: the grams are the tenant's own already, and an index of the tenant beside
  // theirs would be walked from its beginning to its end (175 pages at 20,000 users, where 13 are enough).
  `create or replace function users_by_display_name(pattern text, grams int4[])
     returns setof uuid
     language sql stable security definer set search_path = public, pg_temp
     as $$
       select u.id
         from users u
        where u.display_name_grams @> array(
                select gram # ('x' || right(current_setting('rollcall.tenant', true), 8))::bit(32)::int4
                  from unnest(grams) as gram)
          and u.tenant_id is not distinct from nullif(current_setting('rollcall.tenant', true), '')::uuid
          and u.display_name_key like pattern
     $$`,
  // What a release calls stays for the one after it: this one is asked by those before migration 0006.
  ...findingByDisplayName('create or replace'),
  // A process compares them with what its release needs (libs/postgres, refuseOlderSchema).
  `grant select on public.migrations to ${SCIM}, rollcall_admin, rollcall_relay`,
];
