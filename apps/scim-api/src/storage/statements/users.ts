import type { QueryConfig } from 'pg';
import { insertMany, parameterOf, TENANT_SETTING, updateMany, valuesOf } from '#postgres';
import type { StoredUser } from '#scim';
import { RESOURCE_COLUMNS } from '../resource-row.js';
import { USER } from './user-columns.js';

/**
 * Locks the names of a batch until its transaction ends. Sorted by the lock's number, so that two batches which want the
 * same names wait for each other instead of locking each other out; the unique index alone would deadlock. Names that
 * share a number only wait without need. The tenant is part of the number.
 */
export function claimNames(tenantId: string, names: readonly string[]): QueryConfig {
  return { name: 'claim-names', text: CLAIM_NAMES, values: [tenantId, names] };
}
const CLAIM_NAMES = `
  select count(pg_advisory_xact_lock(number))
    from (select distinct hashtextextended($1::text || '/' || name, 0) as number
            from unnest($2::text[]) as name
           order by number) as numbers`;

/**
 * Limits the rest of the transaction to the tenant, and has its statements keep their plans, which else are made for the values
 * of each: a new user alone costs the server 930 µs, and 600 so; one of fifteen 133 and 103. A plan may be from when the table
 * was empty, where all of it is read soonest: so none may read a table whole. It is for {@link createUsers} and what goes with it,
 * none of which joins a table: a join may be as bad by an index.
 */
export function scopeWithKeptPlans(tenantId: string): QueryConfig {
  return { name: 'scope-with-kept-plans', text: SCOPE_WITH_KEPT_PLANS, values: [tenantId] };
}
const SCOPE_WITH_KEPT_PLANS = `
  select set_config('${TENANT_SETTING}', $1::text, true),
         set_config('plan_cache_mode', 'force_generic_plan', true),
         set_config('enable_seqscan', 'off', true)`;

/**
 * Who has these names; read after they were claimed, so nobody else can take one before this transaction ends. One look-up
 * by index for each: for a list of names PostgreSQL reads all that the tenant has, where it believes that to be little
 * (1.1 ms at 900 users, and more with each).
 */
export function nameOwners(names: readonly string[]): QueryConfig {
  return { name: 'name-owners', text: NAME_OWNERS, values: [names] };
}
const NAME_OWNERS = `
  select owner.user_name_key, owner.id
    from unnest($1::text[]) as wanted (user_name_key)
   cross join lateral (
         select user_name_key, id
           from users
          where tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
            and user_name_key = wanted.user_name_key
          limit 1) as owner`;

/** Locks one who is about to be deleted: nobody can join a group with this id any more. */
export function lockLeaver(id: string): QueryConfig {
  return { name: 'lock-leaver', text: LOCK_LEAVER, values: [id] };
}
const LOCK_LEAVER = `
  select ${RESOURCE_COLUMNS}
    from users
   where id = $1::uuid
     for update`;

/**
 * Loads and locks rows, in the order of their ids: the order that every batch uses. Of rows that are more than `bytes`
 * together only the first are read, in the order in which they are named, and at least one; the others' attributes are null.
 * How large a value is stands beside its place, so what is not read is not fetched either.
 */
export function lockUsers(ids: readonly string[], bytes: number): QueryConfig {
  return { name: 'lock-users', text: LOCK_USERS, values: [ids, bytes] };
}
const LOCK_USERS = `
  with locked as (
    select ${RESOURCE_COLUMNS}
      from users
     where id = any($1::uuid[])
     order by id
       for no key update),
  sized as (
    select l.*, sum(octet_length(l.attributes)) over (order by asked.position) as bytes,
           row_number() over (order by asked.position) as place
      from unnest($1::uuid[]) with ordinality as asked(id, position)
      join locked l on l.id = asked.id)
  select id, version, created, last_modified,
         case when bytes <= $2::int8 or place = 1 then attributes end as attributes
    from sized`;

/** New users. A name that is taken all the same (a claim was left out) fails the batch: the index has the last word. */
export function insertUsers(tenantId: string, users: readonly StoredUser[]): QueryConfig {
  return { name: 'insert-users', text: INSERT_USERS, values: valuesOf(USER, users, tenantId) };
}
const INSERT_USERS = insertMany('users', USER);

/**
 * As {@link insertUsers}, but for those whose name somebody has; returns these names. They are found by the index that keeps names
 * unique, whatever the plan: the plan may be from when the table was empty ({@link scopeWithKeptPlans}), where a look-up takes any
 * index that begins with the tenant.
 */
export function createUsers(tenantId: string, users: readonly StoredUser[]): QueryConfig {
  return { name: 'create-users', text: CREATE_USERS, values: valuesOf(USER, users, tenantId) };
}
const CREATE_USERS = `
  with saved as (${insertMany('users', USER)}
      on conflict (tenant_id, user_name_key) do nothing
    returning user_name_key)
  select name
    from unnest(${parameterOf(USER, 'user_name_key')}::text[]) as name
   where name not in (select user_name_key from saved)`;

/** Changed users, whose rows this transaction has locked; a name that passes between them must be freed before. */
export function updateUsers(tenantId: string, users: readonly StoredUser[]): QueryConfig {
  return { name: 'update-users', text: UPDATE_USERS, values: valuesOf(USER, users, tenantId) };
}
const UPDATE_USERS = updateMany('users', USER, 'id');

/** Gives up the names of users who are about to get others, so that two can swap: the index is checked row by row. */
export function freeNames(ids: readonly string[]): QueryConfig {
  return { name: 'free-names', text: FREE_NAMES, values: [ids] };
}
const FREE_NAMES = `
  update users
     set user_name_key = '/' || id::text
   where id = any($1::uuid[])`;

export function deleteUsers(ids: readonly string[]): QueryConfig {
  return { name: 'delete-users', text: DELETE_USERS, values: [ids] };
}
const DELETE_USERS = `
  delete from users
   where id = any($1::uuid[])`;
