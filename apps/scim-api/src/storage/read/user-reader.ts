import type { QueryConfig } from 'pg';
import { normaliseUserName, type Filter, type StoredUser } from '#scim';
import type { Found, ResourceQuery } from '../../queries/resource-query.js';
import type { UserReads } from '../../users/user-reads.js';
import { storedUser } from '../resource-row.js';
import { isUuid } from '../uuid.js';
import { readById } from './read-by-id.js';
import { usersById, usersByName } from './keyed-statements.js';
import { onlyPage } from './page-window.js';
import type { Reads } from './reads.js';
import { ResourceFinder } from './resource-finder.js';

/** Reads one tenant's users under row-level security. */
export class UserReader implements UserReads {
  readonly byId: UserReads['byId'];
  readonly #reads: Reads['lookUps'];
  readonly #finder: ResourceFinder<StoredUser>;

  constructor({ lookUps, lists }: Reads) {
    this.byId = readById(lookUps, usersById, storedUser);
    this.#reads = lookUps;
    this.#finder = new ResourceFinder({ type: 'User', toResource: storedUser, lookUps, lists });
  }

  async existing(tenantId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const asked = [...new Set(ids)].filter(isUuid);
    if (asked.length === 0) return new Set();
    const rows = await this.#reads.rows(tenantId, existingUsers(asked));
    return new Set(rows.map(({ id }) => String(id)));
  }

  async find(tenantId: string, query: ResourceQuery<StoredUser>): Promise<Found<StoredUser>> {
    const userName = wantedUserName(query.filter);
    if (userName === null) return this.#finder.find(tenantId, query);
    return onlyPage((await this.#reads.byKey(tenantId, usersByName, userName)).map(storedUser), query);
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

const EXISTING = `
  select id
    from users
   where id = any($1::uuid[])`;

function existingUsers(ids: readonly string[]): QueryConfig {
  return { name: 'existing-users', text: EXISTING, values: [ids] };
}
