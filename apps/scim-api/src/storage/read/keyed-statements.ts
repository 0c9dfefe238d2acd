import type { QueryConfig } from 'pg';
import { LOOK_UP_BYTES } from './row-sizes.js';

/** Users of these ids. */
export function usersById(ids: readonly string[]): QueryConfig {
  return { name: 'users-by-id', text: USERS_BY_ID, values: [ids, partOf(ids)] };
}

/** Users of these names, as their column has them. */
export function usersByName(names: readonly string[]): QueryConfig {
  return { name: 'users-by-name', text: USERS_BY_NAME, values: [names, partOf(names)] };
}

/** Groups of these ids. */
export function groupsById(ids: readonly string[]): QueryConfig {
  return { name: 'groups-by-id', text: GROUPS_BY_ID, values: [ids, partOf(ids)] };
}

/** Bytes that the row of each key may have; of one alone, any: it is answered, however large. */
function partOf(keys: readonly string[]): number {
  return keys.length === 1 ? MAX_INT4 : Math.floor(LOOK_UP_BYTES / keys.length);
}

const MAX_INT4 = 2_147_483_647;

/**
 * The row of each key, with its size. One that is larger than its part of what all may have together has no attributes (null),
 * and is asked for again among fewer. How large a value is stands beside its place: what is left out is not fetched. One look-up
 * by index for each: see `nameOwners`.
 */
const keyed = (table: string, column: string, type: string): string => `
  select found.*, wanted.key
    from unnest($1::${type}[]) as wanted (key)
   cross join lateral (
         select id, version, created, last_modified, octet_length(attributes) as bytes,
                case when octet_length(attributes) <= $2::int4 then attributes end as attributes
           from ${table}
          where ${column} = wanted.key
          limit 1) as found`;

const USERS_BY_ID = keyed('users', 'id', 'uuid');
const USERS_BY_NAME = keyed('users', 'user_name_key', 'text');
const GROUPS_BY_ID = keyed('groups', 'id', 'uuid');
