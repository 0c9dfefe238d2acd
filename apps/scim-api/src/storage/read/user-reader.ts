import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { normaliseUserName, type Filter, type Paging, type StoredUser } from '#scim';
import type { Found, UserReads } from '../../users/user-reads.js';
import { storedUser, type UserRow } from '../user-row.js';
import { isUuid } from '../uuid.js';
import { filterToSql } from './filter-to-sql.js';
import { GatheredReads } from './gathered-reads.js';
import { countRows, pageOfRows, uniqueRow } from './page-statements.js';

/** Reads one tenant's users under row-level security. */
export class UserReader implements UserReads {
  readonly #reads: GatheredReads;

  constructor(pool: Pool) {
    this.#reads = new GatheredReads(pool);
  }

  async byId(tenantId: string, id: string): Promise<StoredUser | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.#reads.byKey(tenantId, usersById, id);
    return row === undefined ? null : toUser(row);
  }

  async find(tenantId: string, filter: Filter | null, paging: Paging): Promise<Found<StoredUser>> {
    const userName = wantedUserName(filter);
    if (userName !== null) {
      return onlyPage((await this.#reads.byKey(tenantId, usersByName, userName)).map(toUser), paging);
    }
    const condition = filter === null ? null : filterToSql(filter, 'User');
    if (condition?.isUnique) {
      return onlyPage((await this.#reads.rows(tenantId, uniqueRow('User', condition))).map(toUser), paging);
    }
    const [counted, rows] = await Promise.all([
      this.#reads.rows(tenantId, countRows('User', condition)),
      paging.count === 0 ? [] : this.#reads.rows(tenantId, pageOfRows('User', condition, paging)),
    ]);
    return { resources: rows.map(toUser), totalResults: Number(counted[0]?.total ?? 0) };
  }
}

/** `userName eq "v"`, the query that comes before every create: many at once are one statement. */
function wantedUserName(filter: Filter | null): string | null {
  return filter?.kind === 'compare' &&
    filter.operator === 'eq' &&
    filter.path.key === 'userName' &&
    typeof filter.value === 'string'
    ? normaliseUserName(filter.value)
    : null;
}

/** The page of a list that is wholly known. */
export function onlyPage<Resource>(found: readonly Resource[], { startIndex, count }: Paging): Found<Resource> {
  return { resources: found.slice(startIndex - 1, startIndex - 1 + count), totalResults: found.length };
}

const BY_ID = `
  select id, version, created, last_modified, attributes, id as key
    from users
   where id = any($1::uuid[])`;

function usersById(ids: readonly string[]): QueryConfig {
  return { name: 'users-by-id', text: BY_ID, values: [ids] };
}

const BY_NAME = `
  select id, version, created, last_modified, attributes, user_name_key as key
    from users
   where user_name_key = any($1::text[])`;

function usersByName(names: readonly string[]): QueryConfig {
  return { name: 'users-by-name', text: BY_NAME, values: [names] };
}

/** Decoder: every statement above selects the columns of UserRow. */
function toUser(row: QueryResultRow): StoredUser {
  return storedUser(row as UserRow);
}
