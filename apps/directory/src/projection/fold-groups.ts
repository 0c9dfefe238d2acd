import { eventsOn, GROUPS, idFault, type GroupEvent, type GroupMember, type RollcallEvent } from '#contracts';
import type { Known } from './employee.js';
import { employeeKey, type Verdict } from './fold-users.js';

/** A group as the directory knows it, without its members. */
export interface GroupView extends Known {
  readonly tenantId: string;
  readonly id: string;
  /** Time of the newest event (RFC 3339, UTC). */
  readonly changedAt: string;
  /** null: deleted, and nothing more is known of it. */
  readonly shown: { readonly displayName: string; readonly externalId: string | null } | null;
}

/** What became of somebody in a group, or of a group in a group. */
export interface MemberChange {
  readonly tenantId: string;
  readonly groupId: string;
  readonly member: GroupMember;
  readonly isMember: boolean;
}

export interface FoldedGroups {
  /** One per event, in the events' order. */
  readonly verdicts: readonly Verdict[];
  /** The last view of each group that changed. */
  readonly groups: readonly GroupView[];
  /** The last of each member that came or went; none of a group that was deleted. */
  readonly members: readonly MemberChange[];
}

export const isOfGroup = eventsOn(GROUPS);

/** Folds a batch in order over what is known of its groups. Pure: the same events make the same groups, however they are cut. */
export function foldGroups(known: ReadonlyMap<string, Known>, events: readonly RollcallEvent[]): FoldedGroups {
  const groups = new Map<string, GroupView>();
  const members = new Map<string, Map<string, MemberChange>>();
  const verdicts = events.map((event): Verdict => {
    const fault = faultOf(event);
    if (!isOfGroup(event) || fault !== null) return { kind: 'poison', because: fault ?? 'it is not about a group' };
    const key = employeeKey(event.tenantId, event.subject);
    const version = event.resourceVersion ?? 0;
    const before = groups.get(key) ?? known.get(key);
    if (before !== undefined && version <= before.version)
      return { kind: 'ignored', because: `version ${version} is not newer` };
    groups.set(key, viewOf(event, version));
    members.set(key, membersAfter(members.get(key) ?? new Map(), event));
    return { kind: 'done' };
  });
  return { verdicts, groups: [...groups.values()], members: [...members.values()].flatMap((of) => [...of.values()]) };
}

function viewOf(event: GroupEvent, version: number): GroupView {
  const { group } = event.data;
  const shown = group === null ? null : { displayName: group.displayName, externalId: group.externalId ?? null };
  return { tenantId: event.tenantId, id: event.subject, version, changedAt: event.time, shown };
}

/** With a group its memberships end: its events do not list them one by one. */
function membersAfter(before: ReadonlyMap<string, MemberChange>, event: GroupEvent): Map<string, MemberChange> {
  if (event.type === 'rollcall.GroupDeprovisioned') return new Map();
  const { membersAdded, membersRemoved } = event.data;
  const { tenantId, subject: groupId } = event;
  const change = (isMember: boolean) => (member: GroupMember) =>
    [member.value, { tenantId, groupId, member, isMember }] as const;
  return new Map([...before, ...membersRemoved.map(change(false)), ...membersAdded.map(change(true))]);
}

/** What no retry would mend, or null. */
function faultOf(event: RollcallEvent): string | null {
  const odd = idFault(event);
  if (odd !== null) return odd;
  if (event.resourceVersion === null) return 'an event of a group without a resource version';
  return Number.isNaN(Date.parse(event.time)) ? 'the time is not a date-time' : null;
}
