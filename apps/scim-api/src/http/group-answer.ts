import { Readable } from 'node:stream';
import {
  presentGroup,
  shows,
  GROUP_TYPE,
  type JsonObject,
  type LoadedGroup,
  type Projection,
  type StoredGroup,
} from '#scim';
import { MEMBERS_PAGE, type MembershipReads } from '../groups/membership-reads.js';

export interface GroupShowing {
  readonly tenantId: string;
  readonly baseUrl: string;
  readonly projection: Projection;
}

/**
 * The group with its members, whole: one that has more than fit in a page of them is written page by page, as fast as the
 * client reads. The version was read before, so members that come or go meanwhile make a newer one: `If-Match` and
 * `If-None-Match` with the version of this answer then say that the group has changed.
 */
export async function groupAnswer(
  memberships: MembershipReads,
  group: StoredGroup,
  { tenantId, baseUrl, projection }: GroupShowing,
): Promise<GroupAnswer> {
  const present = (loaded: LoadedGroup): JsonObject => presentGroup(loaded, baseUrl, projection);
  if (!shows(projection, GROUP_TYPE, 'members')) return { body: present(group), text: null };
  const first = await memberships.members(tenantId, group.id, null);
  if (first.length < MEMBERS_PAGE) return { body: present({ ...group, members: first }), text: null };

  async function* text(): AsyncGenerator<string> {
    const { members: _shown, ...head } = present({ ...group, members: [] });
    yield `${JSON.stringify(head).slice(0, -1)},"members":[`;
    for (let page = first; page.length > 0;) {
      const { members } = present({ ...group, members: page });
      const isFirst = page === first;
      yield `${isFirst ? '' : ','}${JSON.stringify(members).slice(1, -1)}`;
      const last = page.at(-1)?.value ?? null;
      page = page.length < MEMBERS_PAGE ? [] : await memberships.members(tenantId, group.id, last);
    }
    yield ']}';
  }
  return { body: present(group), text: Readable.from(text()) };
}

export interface GroupAnswer {
  /** Without the members when they are in `text`. */
  readonly body: JsonObject;
  /** The whole answer, when it is too large to be in memory at once. */
  readonly text: Readable | null;
}
