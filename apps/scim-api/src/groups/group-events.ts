import type { Change, GroupEvent } from '#contracts';
import { diff, GROUP_TYPE, groupRecord, type StoredGroup } from '#scim';
import { eventHead, SCIM_EVENT } from '../writes/event-head.js';
import type { WriteRequest } from '../writes/write-request.js';
import type { MembershipEffect } from './group-change.js';

export function groupCreated(request: WriteRequest, group: StoredGroup, effect: MembershipEffect): GroupEvent {
  return {
    ...eventHead(request, group),
    type: 'rollcall.GroupProvisioned',
    scimEvent: `${SCIM_EVENT}create:full`,
    data: { reason: 'created', actor: request.actor, ...body(null, group), ...membership(effect) },
  };
}

export function groupUpdated(
  request: WriteRequest,
  { before, after }: { readonly before: StoredGroup; readonly after: StoredGroup },
  effect: MembershipEffect,
): GroupEvent {
  return {
    ...eventHead(request, after),
    type: 'rollcall.GroupUpdated',
    scimEvent: `${SCIM_EVENT}patch:full`,
    data: { actor: request.actor, ...body(before, after), ...membership(effect) },
  };
}

/** `after` has the version and the time of the deletion. */
export function groupDeleted(request: WriteRequest, after: StoredGroup): GroupEvent {
  return {
    ...eventHead(request, after),
    type: 'rollcall.GroupDeprovisioned',
    scimEvent: `${SCIM_EVENT}delete`,
    data: { reason: 'deleted', actor: request.actor, group: null, changes: changes(after, null) },
  };
}

function body(before: StoredGroup | null, after: StoredGroup) {
  return { group: groupRecord(after), changes: changes(before, after) };
}

function membership({ added, removed }: MembershipEffect) {
  return { membersAdded: [...added], membersRemoved: [...removed] };
}

function changes(before: StoredGroup | null, after: StoredGroup | null): Change[] {
  return diff(GROUP_TYPE, before?.attributes ?? null, after?.attributes ?? null);
}
