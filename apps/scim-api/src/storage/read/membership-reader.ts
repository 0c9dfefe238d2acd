import type { QueryConfig, QueryResultRow } from 'pg';
import type { PresentedMember, PresentedMembership, Steps } from '#scim';
import { inTurns, turns } from '#turns';
import {
  FIRST_MEMBERS,
  MAX_LISTED_MEMBERSHIPS,
  MAX_LISTED_NAME_BYTES,
  MEMBERS_PAGE,
  type MembershipReads,
} from '../../groups/membership-reads.js';
import { isUuid } from '../uuid.js';
import type { Rows } from './combine-reads.js';
import type { Reads } from './reads.js';

/** Of each group or user of a page, read with one statement; most have no more. */
export const FIRST_MEMBERSHIPS = 100;

/** Before all others: no id is smaller. */
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

/** Reads one tenant's memberships under row-level security. */
export class MembershipReader implements MembershipReads {
  readonly #reads: Reads;

  constructor(reads: Reads) {
    this.#reads = reads;
  }

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
    return inTurns(withNames(ids, rows), turns.begin(tenantId));
  }

  async members(tenantId: string, groupId: string, after: string | null): Promise<readonly PresentedMember[]> {
    if (!isUuid(groupId)) return [];
    const isOne = after === null;
    const run = this.#of(tenantId, { isOne });
    const statement = membersOfGroups([groupId], after ?? LEAST_ID, isOne ? FIRST_MEMBERS : MEMBERS_PAGE);
    return (await run(statement)).map(toMember);
  }

  admit(tenantId: string): void {
    this.#reads.lists.admit(tenantId);
  }

  /** What is shown with one resource is looked up with it; what a page shows, or a long answer goes on with, is a list. */
  #of(tenantId: string, { isOne }: { readonly isOne: boolean }): (statement: QueryConfig) => Promise<Rows> {
    const { lookUps, lists } = this.#reads;
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

// A statement of its own: joined, the tenant's groups were read once for each membership, until the next analyze. How large a
// name is stands beside its place, so what is more than a page shows is not fetched.
const BY_ID = `
  select id, case when bytes <= $2::int8 then attributes end as attributes
    from (
      select g.id, g.attributes, sum(octet_length(g.attributes)) over (order by asked.position) as bytes
        from unnest($1::uuid[]) with ordinality as asked(id, position)
        join groups g on g.id = asked.id) as sized`;

/** Beside its name a group has an external id, which may be as long. */
const MAX_READ_BYTES = 2 * MAX_LISTED_NAME_BYTES;

function groupsById(ids: readonly string[]): QueryConfig {
  return { name: 'group-names', text: BY_ID, values: [ids, MAX_READ_BYTES] };
}

/** Each user with the names of its groups, as far as there is room for these; a group that has gone meanwhile is left out. */
function* withNames(
  ids: ReadonlyMap<string, readonly string[]>,
  rows: Rows,
): Steps<ReadonlyMap<string, readonly PresentedMembership[]>> {
  const groups = new Map<string, NamedGroup | null>();
  for (const { id, attributes } of rows) {
    groups.set(String(id), attributes === null ? null : toMembership(String(id), String(attributes)));
    if (groups.size % NAMES_AT_ONCE === 0) yield;
  }
  const shown = new Map<string, readonly PresentedMembership[]>();
  let room = MAX_LISTED_NAME_BYTES;
  for (const [userId, own] of ids) {
    const named = own.flatMap((id) => groups.get(id) ?? []);
    room -= named.reduce((sum, { bytes }) => sum + bytes, 0);
    if (room < 0 || own.some((id) => groups.get(id) === null)) break;
    shown.set(
      userId,
      named.map(({ membership }) => membership),
    );
    yield;
  }
  return shown;
}

/** Parsed in a tenth of a millisecond. */
const NAMES_AT_ONCE = 100;

function toMember({ id, type }: QueryResultRow): PresentedMember {
  return { value: String(id), type: type === 'Group' ? 'Group' : 'User' };
}

interface NamedGroup {
  readonly membership: PresentedMembership;
  readonly bytes: number;
}

function toMembership(value: string, attributes: string): NamedGroup {
  // Decoder: nothing but canonical attributes is ever written to the column.
  const { displayName: display } = JSON.parse(attributes) as { displayName: string };
  return { membership: { value, display }, bytes: Buffer.byteLength(display) };
}
