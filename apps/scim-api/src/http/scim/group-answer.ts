import { Readable } from 'node:stream';
import {
  presentGroup,
  shows,
  GROUP_TYPE,
  type JsonObject,
  type JsonValue,
  type PresentedMember,
  type Projection,
  type StoredGroup,
} from '#scim';
import { inTurns, turns, type Steps } from '#turns';
import { FIRST_MEMBERS, MEMBERS_PAGE, type MembershipReads } from '../../groups/membership-reads.js';

export interface GroupShowing {
  readonly tenantId: string;
  readonly baseUrl: string;
  readonly projection: Projection;
}

/**
 * The group with its members, whole: one that has more than fit in a page of them is written page by page, as fast as the
 * client reads. The version was read before, so members that come or go meanwhile make a newer one: `If-Match` and
 * `If-None-Match` with the version of this answer then say that the group has changed.
 *
 * @throws ShareExceeded for one of more than FIRST_MEMBERS: to read it is as much work as a list, and shares with lists
 */
export async function groupAnswer(
  memberships: MembershipReads,
  group: StoredGroup,
  showing: GroupShowing,
): Promise<GroupAnswer> {
  const { tenantId, baseUrl, projection } = showing;
  const shown: Shown = { group, showing };
  if (!shows(projection, GROUP_TYPE, 'members')) {
    return { body: presentGroup(group, baseUrl, projection), text: null };
  }
  const first = await memberships.members(tenantId, group.id, null);
  if (first.length < FIRST_MEMBERS) return { body: await whole(shown, first), text: null };
  memberships.admit(tenantId);
  const next = await memberships.members(tenantId, group.id, lastOf(first));
  if (next.length < MEMBERS_PAGE) return { body: await whole(shown, [...first, ...next]), text: null };
  return {
    body: presentGroup(group, baseUrl, projection),
    text: Readable.from(text(memberships, shown, [first, next])),
  };
}

export interface GroupAnswer {
  /** Without the members when they are in `text`. */
  readonly body: JsonObject;
  /** The whole answer, when it is too large to be in memory at once. */
  readonly text: Readable | null;
}

interface Shown {
  readonly group: StoredGroup;
  readonly showing: GroupShowing;
}

async function* text(
  memberships: MembershipReads,
  shown: Shown,
  read: readonly (readonly PresentedMember[])[],
): AsyncGenerator<string> {
  const { tenantId } = shown.showing;
  const { members: _shown, ...head } = present(shown, []);
  let before = `${JSON.stringify(head).slice(0, -1)},"members":[`;
  let last: string | null = null;
  for (const page of read) {
    yield before + (await inTurns(pageText(shown, page), turns.begin(tenantId)));
    before = ',';
    last = lastOf(page);
  }
  for (let isMore = true; isMore;) {
    const page = await memberships.members(tenantId, shown.group.id, last);
    if (page.length > 0) yield before + (await inTurns(pageText(shown, page), turns.begin(tenantId)));
    isMore = page.length === MEMBERS_PAGE;
    last = lastOf(page);
  }
  yield ']}';
}

/** Members that are presented, or written, in one step: less than half a millisecond. */
const AT_ONCE = 250;

function* pageText(shown: Shown, members: readonly PresentedMember[]): Steps<string> {
  const parts: string[] = [];
  for (const some of slices(members)) {
    parts.push(JSON.stringify(present(shown, some).members).slice(1, -1));
    yield;
  }
  return parts.join(',');
}

function whole(shown: Shown, members: readonly PresentedMember[]): Promise<JsonObject> {
  return inTurns(wholeSteps(shown, members), turns.begin(shown.showing.tenantId));
}

function* wholeSteps(shown: Shown, members: readonly PresentedMember[]): Steps<JsonObject> {
  if (members.length <= AT_ONCE) return present(shown, members);
  const all: JsonValue[] = [];
  for (const some of slices(members)) {
    const { members: presented } = present(shown, some);
    if (Array.isArray(presented)) all.push(...(presented as readonly JsonValue[]));
    yield;
  }
  return { ...present(shown, members.slice(0, 1)), members: all };
}

function* slices<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += AT_ONCE) yield items.slice(from, from + AT_ONCE);
}

function present({ group, showing }: Shown, members: readonly PresentedMember[]): JsonObject {
  return presentGroup({ ...group, members }, showing.baseUrl, showing.projection);
}

function lastOf(page: readonly PresentedMember[]): string | null {
  return page.at(-1)?.value ?? null;
}
