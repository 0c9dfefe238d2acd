import { ENTERPRISE_USER_URN, type UserDeprovisioned, type UserEvent, type UserProvisioned } from '#contracts';
import { isWithinCycle, prolongCycle, type Cycle } from './initial-cycle.js';
import type { Intent, PersonIntent } from './intent.js';
import { foldPerson, nameOf, type Person } from './person.js';
import { isTooOld, type RuleContext } from './settings.js';

export interface UserState {
  readonly person: Person | null;
  /** The tenant's initial cycle, null before its first create. */
  readonly cycle: Cycle | null;
}

export interface UserReaction extends UserState {
  readonly intent: Intent | null;
}

/** Pure and total: `(state, event, now) → (state, intent)`. */
export function onUserEvent(state: UserState, event: UserEvent, context: RuleContext): UserReaction {
  const person = foldPerson(state.person, event);
  switch (event.type) {
    case 'rollcall.UserUpdated':
      return { person, cycle: state.cycle, intent: null };
    case 'rollcall.UserDeprovisioned':
      return { person, cycle: state.cycle, intent: leaver(state.person, event, context) };
    case 'rollcall.UserProvisioned':
      return { person, ...joined(state.cycle, event, context) };
  }
}

/**
 * Leavers are never held back for the initial cycle's digest: a manager has to act on one, and an initial cycle
 * disables nobody.
 */
function leaver(before: Person | null, event: UserDeprovisioned, context: RuleContext): PersonIntent {
  const { user, reason } = event.data;
  const enterprise = user?.[ENTERPRISE_USER_URN];
  // A write that disables may take the manager away with it: then the one before is told.
  const managerId = enterprise?.manager?.value ?? before?.managerId ?? null;
  const named =
    user === null
      ? before
      : { name: nameOf(user), userName: user.userName, employeeNumber: enterprise?.employeeNumber };
  return {
    kind: 'person',
    template: 'leaver',
    tenantId: event.tenantId,
    eventId: event.id,
    personId: event.subject,
    personVersion: event.resourceVersion ?? 0,
    managerId,
    facts: {
      name: named?.name ?? 'A person',
      userName: named?.userName ?? null,
      employeeNumber: named?.employeeNumber ?? null,
      reason,
      at: event.time,
      title: user?.title ?? null,
      department: enterprise?.department ?? null,
    },
    traceparent: event.traceparent,
    fate: leaverFate({ before, managerId }, event, context),
  };
}

/** Who was inactive already has left: the end of the account is no news, unless the mail about the leaving still waits. */
function leaverFate(
  { before, managerId }: { readonly before: Person | null; readonly managerId: string | null },
  event: UserDeprovisioned,
  context: RuleContext,
): PersonIntent['fate'] {
  if (isTooOld(new Date(event.time), context)) return fate(event, context);
  if (event.data.reason === 'deleted' && before?.isActive === false) return WAS_INACTIVE;
  return managerId === null ? NO_MANAGER : fate(event, context);
}

const WAS_INACTIVE = { kind: 'suppress', reason: 'was inactive before' } as const;
const NO_MANAGER = { kind: 'suppress', reason: 'no manager' } as const;

function joined(
  cycle: Cycle | null,
  event: UserProvisioned,
  context: RuleContext,
): { readonly cycle: Cycle | null; readonly intent: Intent | null } {
  const { user, reason } = event.data;
  const time = new Date(event.time);
  const isFirst = reason === 'created';
  if ((isFirst || cycle !== null) && isWithinCycle(cycle, time, context.settings.quietPeriodMs)) {
    return {
      cycle: isFirst ? prolongCycle(cycle, time, context.now) : cycle,
      intent: { kind: 'digest', tenantId: event.tenantId, eventId: event.id, traceparent: event.traceparent },
    };
  }
  // Created inactive is an account in store, not a joiner: the mail goes when it is activated.
  if (!user.active) return { cycle, intent: null };
  return {
    cycle,
    intent: {
      kind: 'person',
      template: 'joiner',
      tenantId: event.tenantId,
      eventId: event.id,
      personId: event.subject,
      personVersion: event.resourceVersion ?? 0,
      managerId: null,
      facts: {
        name: nameOf(user),
        userName: user.userName,
        employeeNumber: user[ENTERPRISE_USER_URN]?.employeeNumber ?? null,
        reason,
        at: event.time,
        title: user.title ?? null,
        department: user[ENTERPRISE_USER_URN]?.department ?? null,
      },
      traceparent: event.traceparent,
      fate: fate(event, context),
    },
  };
}

/** The wait is counted from when the event was heard of: the manager may stand behind it in the same backlog. */
function fate(event: UserEvent, context: RuleContext): PersonIntent['fate'] {
  if (isTooOld(new Date(event.time), context)) return { kind: 'suppress', reason: 'too old' };
  return { kind: 'wait', until: new Date(context.now.getTime() + context.settings.joinerWaitMs) };
}
