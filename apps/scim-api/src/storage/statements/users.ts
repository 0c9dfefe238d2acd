import type { QueryConfig } from 'pg';
import { jsonTexts } from '#postgres';
import { ENTERPRISE_USER_URN, foldCase, normaliseUserName, type StoredUser } from '#scim';
import { storedJson } from '../../users/stored-json.js';
import { tenantGrams } from './name-grams.js';
import { emailForms, employeeNumberForms } from './search-keys.js';

/**
 * Locks the names of a batch until its transaction ends. Sorted by the lock's number, so that two batches which want the
 * same names wait for each other instead of locking each other out; the unique index alone would deadlock. Names that
 * share a number only wait without need. The tenant is part of the number.
 */
export function claimNames(tenantId: string, names: readonly string[]): QueryConfig {
  return { name: 'claim-names', text: CLAIM_NAMES, values: [tenantId, names] };
}
const CLAIM_NAMES = `
  select pg_advisory_xact_lock(number)
    from (select distinct hashtextextended($1::text || '/' || name, 0) as number
            from unnest($2::text[]) as name
           order by number) as numbers`;

/** Who has these names; read after they were claimed, so nobody else can take one before this transaction ends. */
export function nameOwners(names: readonly string[]): QueryConfig {
  return { name: 'name-owners', text: NAME_OWNERS, values: [names] };
}
const NAME_OWNERS = `
  select user_name_key, id
    from users
   where tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
     and user_name_key = any($1::text[])`;

/** Locks one who is about to be deleted: nobody can join a group with this id any more. */
export function lockLeaver(id: string): QueryConfig {
  return { name: 'lock-leaver', text: LOCK_LEAVER, values: [id] };
}
const LOCK_LEAVER = `
  select id, version, created, last_modified, attributes
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
    select id, version, created, last_modified, attributes
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

const COLUMNS = `
         unnest($1::uuid[], $2::uuid[], $3::int4[], $4::bool[], $5::timestamptz[], $6::timestamptz[],
                $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
      as t(id, tenant_id, version, active, created, last_modified,
           user_name_key, external_id, work_email_key, manager_id, attributes, display_name_key, employee_number,
           display_name_grams)`;

/** New users. A name that is taken all the same (a claim was left out) fails the batch: the index has the last word. */
export function insertUsers(tenantId: string, users: readonly StoredUser[]): QueryConfig {
  return { name: 'insert-users', text: INSERT_USERS, values: userColumns(tenantId, users) };
}
const INSERT_USERS = `
  insert into users (id, tenant_id, version, active, created, last_modified,
                     user_name_key, external_id, work_email_key, manager_id, attributes,
                     display_name_key, employee_number, display_name_grams)
  select id, tenant_id, version, active, created, last_modified,
         user_name_key, external_id, work_email_key, manager_id, attributes,
         display_name_key, employee_number, display_name_grams::int4[]
    from ${COLUMNS}`;

/** Changed users, whose rows this transaction has locked; a name that passes between them must be freed before. */
export function updateUsers(tenantId: string, users: readonly StoredUser[]): QueryConfig {
  return { name: 'update-users', text: UPDATE_USERS, values: userColumns(tenantId, users) };
}
const UPDATE_USERS = `
  update users u
     set version = t.version, active = t.active, last_modified = t.last_modified, user_name_key = t.user_name_key,
         external_id = t.external_id, work_email_key = t.work_email_key, manager_id = t.manager_id,
         attributes = t.attributes, display_name_key = t.display_name_key, employee_number = t.employee_number,
         display_name_grams = t.display_name_grams::int4[]
    from ${COLUMNS}
   where u.id = t.id`;

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

function userColumns(tenantId: string, users: readonly StoredUser[]): unknown[] {
  return [
    users.map(({ id }) => id),
    users.map(() => tenantId),
    users.map(({ version }) => version),
    users.map(({ attributes }) => attributes.active),
    users.map(({ created }) => created),
    users.map(({ lastModified }) => lastModified),
    users.map(({ attributes }) => normaliseUserName(attributes.userName)),
    users.map(({ attributes }) => attributes.externalId ?? null),
    users.map((user) => workEmail(user)),
    users.map(({ attributes }) => attributes[ENTERPRISE_USER_URN]?.manager?.value ?? null),
    jsonTexts(users.map(({ attributes }) => storedJson(attributes))),
    users.map(({ attributes }) => folded(attributes.displayName)),
    users.map(({ attributes }) => numberKey(attributes[ENTERPRISE_USER_URN]?.employeeNumber)),
    users.map(({ attributes }) => grams(tenantId, folded(attributes.displayName))),
  ];
}

/** As PostgreSQL writes an array: unnest takes no array of arrays. */
function grams(tenantId: string, name: string | null): string | null {
  return name === null ? null : `{${tenantGrams(tenantId, name).join(',')}}`;
}

function folded(text: string | undefined): string | null {
  return text === undefined ? null : foldCase(text);
}

function numberKey(number: string | undefined): string | null {
  return number === undefined ? null : employeeNumberForms(number)[0];
}

/** The key of the first address of type "work". */
export function workEmail({ attributes }: StoredUser): string | null {
  const value = attributes.emails?.find(({ type }) => type?.toLowerCase() === 'work')?.value;
  return value === undefined ? null : emailForms(value)[0];
}
