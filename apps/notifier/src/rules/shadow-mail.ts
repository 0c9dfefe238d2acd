import { ENTERPRISE_USER_URN, type UserEvent } from '#contracts';
import type { Cycle } from './initial-cycle.js';
import { onUserEvent } from './on-user-event.js';
import type { Person } from './person.js';
import type { RuleContext } from './settings.js';

/** What would have been mailed about somebody: to a manager, in the digest of an initial cycle, or nothing, for a reason. */
export const SHADOW_MAILS = ['joiner', 'leaver', 'initial-cycle', 'not-sent'] as const;
export type ShadowMail = (typeof SHADOW_MAILS)[number];

/**
 * What the rules want when a shadow has decided this. Who it is about is known by the event alone: it says what was there before.
 * Null: nothing is mailed about such a thing.
 */
export function shadowMail(event: UserEvent, cycle: Cycle | null, context: RuleContext): ShadowMail | null {
  const { intent } = onUserEvent({ person: before(event), cycle }, event, context);
  if (intent === null) return null;
  if (intent.kind === 'digest') return 'initial-cycle';
  const isNobodys = intent.template === 'joiner' && managerOf(event) === null;
  return intent.fate.kind === 'suppress' || isNobodys ? 'not-sent' : intent.template;
}

function before(event: UserEvent): Person | null {
  if (event.type === 'rollcall.UserProvisioned' && event.data.reason === 'created') return null;
  const active = changeOf(event, 'active');
  const manager = changeOf(event, MANAGER);
  return {
    tenantId: event.tenantId,
    id: event.subject,
    version: 0,
    name: '',
    userName: '',
    employeeNumber: null,
    mail: null,
    isActive: active === undefined ? event.data.user?.active === true : active.before === true,
    managerId: typeof manager?.before === 'string' ? manager.before : managerOf(event),
  };
}

const MANAGER = `${ENTERPRISE_USER_URN}:manager.value`;

function managerOf({ data }: UserEvent): string | null {
  return data.user?.[ENTERPRISE_USER_URN]?.manager?.value ?? null;
}

function changeOf({ data }: UserEvent, path: string) {
  return data.changes.find((change) => change.path.toLowerCase() === path.toLowerCase());
}
