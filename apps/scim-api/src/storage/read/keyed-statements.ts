import type { QueryConfig } from 'pg';
import { LOOK_UP_BYTES } from './row-sizes.js';

/** Users of these ids. */
export function usersById(ids: readonly string[]): QueryConfig {
  return { name: 'users-by-id', text: USERS_BY_ID, values: [ids, LOOK_UP_BYTES] };
}

/** Users of these names, as their column has them. */
export function usersByName(names: readonly string[]): QueryConfig {
  return { name: 'users-by-name', text: USERS_BY_NAME, values: [names, LOOK_UP_BYTES] };
}

/** Groups of these ids. */
export function groupsById(ids: readonly string[]): QueryConfig {
  return { name: 'groups-by-id', text: GROUPS_BY_ID, values: [ids, LOOK_UP_BYTES] };
}

/**
 * The row of each key. Those that are more than so many bytes together have no attributes (null), but for the first: the order
 * is that of the keys, so whoever is asked for again comes further each time. How large a value is stands beside its place:
 * what is left out is not fetched.
 */
const keyed = (table: string, column: string, type: string): string => `
  select id, version, created, last_modified, key,
         case when bytes <= $2::int8 or place = 1 then attributes end as attributes
    from (
      select r.id, r.version, r.created, r.last_modified, r.attributes, r.${column} as key,
             sum(octet_length(r.attributes)) over in_order as bytes, row_number() over in_order as place
        from ${table} r
       where r.${column} = any($1::${type}[])
      window in_order as (order by array_position($1::${type}[], r.${column}) rows unbounded preceding)) as sized`;

const USERS_BY_ID = keyed('users', 'id', 'uuid');
const USERS_BY_NAME = keyed('users', 'user_name_key', 'text');
const GROUPS_BY_ID = keyed('groups', 'id', 'uuid');
