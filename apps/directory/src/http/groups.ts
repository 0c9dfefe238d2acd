import { Type, type Static } from 'typebox';
import { decodeCursor, NOT_FOUND, pageOf, type Page, type TenantReads } from '#service';
import type { Transaction } from '#postgres';
import { groupKey } from '../storage/statements/group-columns.js';
import {
  findGroup,
  listGroups,
  listGroupsNamed,
  listGroupsOf,
  listMembers,
  type GroupRow,
  type MemberRow,
} from '../storage/statements/list-groups.js';
import { notTogether } from './not-together.js';
import { GroupPlace, Place, type GroupsParameters, type MembersParameters } from './queries.js';

const text = Type.Union([Type.String(), Type.Null()]);

/** A group as the API shows it. */
export const GroupBody = Type.Object({
  id: Type.String({ description: 'The SCIM id.' }),
  displayName: Type.String({ description: 'Its first 256 characters.' }),
  externalId: text,
  members: Type.Integer({ minimum: 0, description: 'Employees and groups that are in it.' }),
  version: Type.Integer({ minimum: 1, description: 'Version of the SCIM resource.' }),
  changedAt: Type.String({ format: 'date-time', description: 'When that version was decided.' }),
});
export type GroupBody = Static<typeof GroupBody>;

/** Who is in a group. Of each text the first 256 characters. */
export const MemberBody = Type.Object({
  id: Type.String(),
  type: Type.Unsafe<'User' | 'Group'>(Type.Union([Type.Literal('User'), Type.Literal('Group')])),
  displayName: Type.Union([Type.String(), Type.Null()], {
    description: 'null while the member is not known here, and once it is deleted.',
  }),
  active: Type.Union([Type.Boolean(), Type.Null()], { description: 'null for a group.' }),
  title: text,
  department: text,
});
export type MemberBody = Static<typeof MemberBody>;

/** Questions about groups, each in a transaction that sees one tenant's rows and no others. */
export class Groups {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  async list(tenantId: string, query: GroupsParameters, gone?: AbortSignal): Promise<Page<GroupBody>> {
    const { limit, cursor } = query;
    refuseTogether(query);
    const after = cursor === undefined ? { key: '', id: '' } : decodeCursor(GroupPlace, cursor);
    const rows = await this.#reads.list({ tenantId, gone }, (tx) => rowsOf(tx, query, { after, limit: limit + 1 }));
    const { shown, next } = pageOf(rows, { limit, place: ({ name_key: key, id }) => ({ key, id }) });
    return { items: shown.map(groupBody), next };
  }

  /** @throws Problem 404 for a group that is unknown, deleted or another tenant's: nobody can tell which */
  async find(tenantId: string, id: string): Promise<GroupBody> {
    return groupBody(await this.#reads.lookUp({ tenantId }, (tx) => groupOf(tx, id)));
  }

  /** @throws Problem 404 as `find` */
  async members(
    tenantId: string,
    id: string,
    { limit, cursor }: MembersParameters,
    gone?: AbortSignal,
  ): Promise<Page<MemberBody>> {
    const after = cursor === undefined ? '' : decodeCursor(Place, cursor).id;
    const rows = await this.#reads.list({ tenantId, gone }, async (tx) => {
      await groupOf(tx, id);
      return listMembers(tx, id, { after, limit: limit + 1 });
    });
    const { shown, next } = pageOf(rows, { limit, place: (last) => ({ id: last.id }) });
    return { items: shown.map(memberBody), next };
  }
}

type Asked = Pick<GroupsParameters, 'id' | 'memberId' | 'search'>;

function refuseTogether({ id, memberId, search }: Asked): void {
  if (memberId !== undefined && search !== undefined) throw notTogether('memberId', 'search');
  if (id === undefined || (memberId ?? search) === undefined) return;
  throw notTogether(memberId === undefined ? 'search' : 'memberId', 'id');
}

interface Slice {
  readonly after: Static<typeof GroupPlace>;
  readonly limit: number;
}

function rowsOf(tx: Transaction, { id: ids, memberId, search }: Asked, { after, limit }: Slice): Promise<GroupRow[]> {
  // PostgreSQL refuses a NUL in a text (22021), and no id has one.
  if (ids !== undefined) {
    const asked = ids.filter((id) => !id.includes('\0'));
    return listGroupsNamed(tx, asked, { after: after.id, limit });
  }
  if (memberId !== undefined) return listGroupsOf(tx, memberId, { after: after.id, limit });
  return listGroups(tx, search === undefined ? '' : groupKey(search), { after, limit });
}

async function groupOf(tx: Transaction, id: string): Promise<GroupRow> {
  // PostgreSQL refuses a NUL in a text (22021), and no id has one.
  const row = id.includes('\0') ? null : await findGroup(tx, id);
  if (row === null) throw NOT_FOUND;
  return row;
}

function groupBody(row: GroupRow): GroupBody {
  return {
    id: row.id,
    displayName: row.display_name,
    externalId: row.external_id,
    members: row.member_count,
    version: row.version,
    changedAt: row.changed_at.toISOString(),
  };
}

function memberBody({ id, is_group, display_name, active, title, department }: MemberRow): MemberBody {
  return { id, type: is_group ? 'Group' : 'User', displayName: display_name, active, title, department };
}
