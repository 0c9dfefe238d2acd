import type { QueryConfig, QueryResultRow } from 'pg';
import type { PresentedMember, PresentedMembership } from '#scim';
import { MAX_LISTED_MEMBERSHIPS, MEMBERS_PAGE, type MembershipReads } from '../../groups/membership-reads.js';
import { isUuid } from '../uuid.js';
import type { Rows } from './combine-reads.js';
import type { Reads } from './reads.js';

/** Of each group or user of a page, read with one statement; most have no more. */
export const FIRST_MEMBERSHIPS = 100;

/** Before all others: no id is smaller. */
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

/** Reads one tenant's memberships under row-level security. */
export class MembershipReader implements MembershipReads {
  constructor(private readonly reads: Reads) {}

  membersOf(tenantId: string, groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly PresentedMember[]>> {
    return this.#whole(tenantId, groupIds, { statement: membersOfGroups, read: toMember });
  }

  async groupsOf(
    tenantId: string,
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly PresentedMembership[]>> {
    const ids = await this.#whole(tenantId, userIds, { statement: groupsOfMembers, read: ({ id }) => String(id) });
    const known = [...new Set([...ids.values()].flat())];
    const run = this.#of(tenantId, { isOne: userIds.length === 1 });
    const rows = known.length === 0 ? [] : await run(groupsById(known));
    const groups = new Map(rows.map((row) => [String(row.id), toMembership(row)]));
    return new Map([...ids].map(([userId, own]) => [userId, own.flatMap((id) => groups.get(id) ?? [])]));
  }

  async members(tenantId: string, groupId: string, after: string | null): Promise<readonly PresentedMember[]> {
    if (!isUuid(groupId)) return [];
    const run = this.#of(tenantId, { isOne: after === null });
    return (await run(membersOfGroups([groupId], after ?? LEAST_ID, MEMBERS_PAGE))).map(toMember);
  }

  /** What is shown with one resource is looked up with it; what a page shows, or a long answer goes on with, is a list. */
  #of(tenantId: string, { isOne }: { readonly isOne: boolean }): (statement: QueryConfig) => Promise<Rows> {
    const { lookUps, lists } = this.reads;
    if (isOne) return (statement) => lookUps.rows(tenantId, statement);
    return async (statement) => (await lists.rows({ tenantId }, statement))[0] ?? [];
  }

  /** The first of all with one statement; then the rest of each that has more, as long as there is room. */
  async #whole<Shown>(
    tenantId: string,
    owners: readonly string[],
    { statement, read }: Way<Shown>,
  ): Promise<ReadonlyMap<string, readonly Shown[]>> {
    const whole = new Map<string, readonly Shown[]>();
    if (owners.length === 0) return whole;
    const run = this.#of(tenantId, { isOne: owners.length === 1 });
    const first = await run(statement(owners, LEAST_ID, FIRST_MEMBERSHIPS));
    const byOwner = Map.groupBy(first, ({ owner }) => String(owner));
    let room = MAX_LISTED_MEMBERSHIPS;
    for (const owner of owners) {
      const rows = byOwner.get(owner) ?? [];
      const last = rows.length < FIRST_MEMBERSHIPS ? undefined : rows.at(-1);
      const more =
        last === undefined || rows.length > room
          ? []
          : await run(statement([owner], String(last.id), room - rows.length + 1));
      room -= rows.length + more.length;
      if (room < 0) break;
      whole.set(owner, [...rows, ...more].map(read));
    }
    return whole;
  }
}

interface Way<Shown> {
  readonly statement: (owners: readonly string[], after: string, limit: number) => QueryConfig;
  readonly read: (row: QueryResultRow) => Shown;
}

// Each group's own index range is read up to the limit, and no further.
const MEMBERS = `
  select o.id as owner, m.member_id as id, m.member_type as type
    from unnest($1::uuid[]) as o(id)
   cross join lateral (
         select member_id, member_type
           from group_members
          where group_id = o.id
            and member_id > $2::uuid
          order by member_id
          limit $3::int4) as m
   order by o.id, m.member_id`;

export function membersOfGroups(groupIds: readonly string[], after: string, limit: number): QueryConfig {
  return { name: 'members-of-groups', text: MEMBERS, values: [groupIds, after, limit] };
}

const GROUPS = `
  select o.id as owner, m.group_id as id
    from unnest($1::uuid[]) as o(id)
   cross join lateral (
         select group_id
           from group_members
          where tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
            and member_id = o.id
            and group_id > $2::uuid
          order by group_id
          limit $3::int4) as m
   order by o.id, m.group_id`;

export function groupsOfMembers(memberIds: readonly string[], after: string, limit: number): QueryConfig {
  return { name: 'groups-of-members', text: GROUPS, values: [memberIds, after, limit] };
}

// A statement of its own: joined, the tenant's groups were read once for each membership, until the next analyze.
const BY_ID = `
  select id, attributes
    from groups
   where id = any($1::uuid[])`;

function groupsById(ids: readonly string[]): QueryConfig {
  return { name: 'group-names', text: BY_ID, values: [ids] };
}

function toMember({ id, type }: QueryResultRow): PresentedMember {
  return { value: String(id), type: type === 'Group' ? 'Group' : 'User' };
}

function toMembership({ id, attributes }: QueryResultRow): PresentedMembership {
  // Decoder: nothing but canonical attributes is ever written to the column.
  const { displayName } = JSON.parse(String(attributes)) as { displayName: string };
  return { value: String(id), display: displayName };
}
