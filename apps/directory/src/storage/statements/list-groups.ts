import type { Transaction } from '#postgres';
import { NAME_SHOWN } from './manager-named.js';

export interface GroupRow {
  readonly id: string;
  readonly version: number;
  readonly changed_at: Date;
  readonly display_name: string;
  readonly external_id: string | null;
  readonly member_count: number;
  readonly name_key: string;
}

/** Of each text the first characters: a page has 200 groups. */
const COLUMNS = `g.id,
         g.version,
         g.changed_at,
         left(g.display_name, ${NAME_SHOWN}) as display_name,
         left(g.external_id, ${NAME_SHOWN}) as external_id,
         g.member_count,
         g.name_key`;

/**
 * In order of their names, from one on; the end of a beginning is the last character there is. One condition says where it begins:
 * of two the index is read from that of the page before on, which of a first page is the first group.
 */
export const LIST_GROUPS = `
  select ${COLUMNS}
    from groups g
   where g.name_key is not null
     and (g.name_key, g.id) > (greatest($1::text collate "C", $3::text), $2::text)
     and g.name_key <= $3::text || U&'\\+10FFFF'
   order by g.name_key, g.id
   limit $4::int`;

/** Those that somebody is in, or a group: in order of their ids. */
export const LIST_GROUPS_OF = `
  select found.*
    from (select m.group_id
            from group_members m
           where m.member_id = $1::text
             and m.group_id > $2::text
           order by m.group_id
           limit $3::int) as page
   cross join lateral (
         select ${COLUMNS}
           from groups g
          where g.id = page.group_id
            and not g.deleted
         offset 0) as found
   order by found.id`;

/** Those of these ids, in order of the ids. */
export const LIST_GROUPS_NAMED = `
  select found.*
    from (select distinct asked.id
            from unnest($1::text[]) as asked(id)
           where asked.id > $2::text) as page
   cross join lateral (
         select ${COLUMNS}
           from groups g
          where g.id = page.id
            and not g.deleted
         offset 0) as found
   order by found.id
   limit $3::int`;

export const FIND_GROUP = `
  select ${COLUMNS}
    from groups g
   where g.id = $1::text
     and not g.deleted`;

export interface GroupPlace {
  readonly key: string;
  readonly id: string;
}

/** @param beginning of a name, as its key has it; empty for all */
export async function listGroups(
  tx: Transaction,
  beginning: string,
  { after, limit }: { readonly after: GroupPlace; readonly limit: number },
): Promise<GroupRow[]> {
  const { rows } = await tx.query<GroupRow>(LIST_GROUPS, [after.key, after.id, beginning, limit]);
  return rows;
}

export async function listGroupsOf(
  tx: Transaction,
  memberId: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<GroupRow[]> {
  const { rows } = await tx.query<GroupRow>(LIST_GROUPS_OF, [memberId, after, limit]);
  return rows;
}

export async function listGroupsNamed(
  tx: Transaction,
  ids: readonly string[],
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<GroupRow[]> {
  const { rows } = await tx.query<GroupRow>(LIST_GROUPS_NAMED, [ids, after, limit]);
  return rows;
}

export async function findGroup(tx: Transaction, id: string): Promise<GroupRow | null> {
  const { rows } = await tx.query<GroupRow>({ name: 'find-group', text: FIND_GROUP }, [id]);
  return rows[0] ?? null;
}

export interface MemberRow {
  readonly id: string;
  readonly is_group: boolean;
  /** null while nobody of that id is known here. */
  readonly display_name: string | null;
  readonly active: boolean | null;
  readonly title: string | null;
  readonly department: string | null;
}

const cut = (column: string): string => `left(${column}, ${NAME_SHOWN})`;

/** Names are looked up at reading, one for each of the page: the topics of users and groups know no order between them. */
export const LIST_MEMBERS = `
  select page.member_id as id,
         page.is_group,
         coalesce(person.display_name, of_group.display_name) as display_name,
         person.active,
         person.title,
         person.department
    from (select m.member_id, m.is_group
            from group_members m
           where m.group_id = $1::text
             and m.member_id > $2::text
           order by m.member_id
           limit $3::int) as page
    left join lateral (
         select ${cut('e.display_name')} as display_name,
                e.active,
                ${cut('e.title')} as title,
                ${cut('e.department')} as department
           from employees e
          where e.id = page.member_id
            and not e.deleted
            and not page.is_group
          limit 1) as person on true
    left join lateral (
         select ${cut('g.display_name')} as display_name
           from groups g
          where g.id = page.member_id
            and not g.deleted
            and page.is_group
          limit 1) as of_group on true
   order by page.member_id`;

export async function listMembers(
  tx: Transaction,
  groupId: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<MemberRow[]> {
  const { rows } = await tx.query<MemberRow>(LIST_MEMBERS, [groupId, after, limit]);
  return rows;
}
