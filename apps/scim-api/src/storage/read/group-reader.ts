import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import type { Filter, Paging, PresentedMember, StoredGroup } from '#scim';
import { MAX_MEMBERS_SHOWN, type GroupReads } from '../../groups/group-reads.js';
import type { Found } from '../../users/user-reads.js';
import { storedGroup, type GroupRow } from '../group-row.js';
import { isUuid } from '../uuid.js';
import { filterToSql } from './filter-to-sql.js';
import { GatheredReads } from './gathered-reads.js';
import { countRows, pageOfRows, uniqueRow } from './page-statements.js';
import { onlyPage } from './user-reader.js';

/** Reads one tenant's groups under row-level security; members are rows of their own, and read only when asked for. */
export class GroupReader implements GroupReads {
  readonly #reads: GatheredReads;

  constructor(pool: Pool) {
    this.#reads = new GatheredReads(pool);
  }

  async byId(tenantId: string, id: string): Promise<StoredGroup | null> {
    if (!isUuid(id)) return null;
    const [row] = await this.#reads.byKey(tenantId, groupsById, id);
    return row === undefined ? null : toGroup(row);
  }

  async find(tenantId: string, filter: Filter | null, paging: Paging): Promise<Found<StoredGroup>> {
    const condition = filter === null ? null : filterToSql(filter, 'Group');
    if (condition?.isUnique) {
      return onlyPage((await this.#reads.rows(tenantId, uniqueRow('Group', condition))).map(toGroup), paging);
    }
    const [counted, rows] = await Promise.all([
      this.#reads.rows(tenantId, countRows('Group', condition)),
      paging.count === 0 ? [] : this.#reads.rows(tenantId, pageOfRows('Group', condition, paging)),
    ]);
    return { resources: rows.map(toGroup), totalResults: Number(counted[0]?.total ?? 0) };
  }

  async members(tenantId: string, groupId: string): Promise<readonly PresentedMember[]> {
    if (!isUuid(groupId)) return [];
    const rows = await this.#reads.rows(tenantId, firstMembers(groupId));
    return rows.map((row) => ({
      value: String(row.member_id),
      type: row.member_type === 'Group' ? 'Group' : 'User',
    }));
  }
}

const BY_ID = `
  select id, version, created, last_modified, attributes, id as key
    from groups
   where id = any($1::uuid[])`;

function groupsById(ids: readonly string[]): QueryConfig {
  return { name: 'groups-by-id', text: BY_ID, values: [ids] };
}

const MEMBERS = `
  select member_id, member_type
    from group_members
   where group_id = $1::uuid
   order by member_id
   limit $2::int4`;

function firstMembers(groupId: string): QueryConfig {
  return { name: 'first-members', text: MEMBERS, values: [groupId, MAX_MEMBERS_SHOWN] };
}

/** Decoder: every statement above selects the columns of GroupRow. */
function toGroup(row: QueryResultRow): StoredGroup {
  return storedGroup(row as GroupRow);
}
