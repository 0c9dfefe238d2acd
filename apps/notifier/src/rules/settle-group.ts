import type { Settlement } from './settle-person.js';
import { isTooOld, type RuleContext } from './settings.js';
import type { Tenant } from './tenant.js';

/** A mail to the tenant's notification address that is due. */
export interface DueGroup {
  /** When the latest of the events that it covers happened. */
  readonly lastEventAt: Date;
  /** Since when it could have been sent, or the events heard of. */
  readonly heardAt: Date;
  /** Until when it had to wait for its turn: that makes nothing older. */
  readonly dueAt?: Date;
  /** null: no TenantChanged was heard of yet; it travels on another topic. */
  readonly tenant: Tenant | null;
  /** Of the connection that it is about, those of its addresses that are mailed; none: the tenant's has it. */
  readonly own?: readonly string[];
}

export function settleGroup(
  { lastEventAt, heardAt, dueAt = heardAt, tenant, own = [] }: DueGroup,
  context: RuleContext,
): Settlement {
  const held = Math.max(0, dueAt.getTime() - heardAt.getTime());
  const now = new Date(context.now.getTime() - held);
  if (isTooOld(lastEventAt, { ...context, now })) return { kind: 'suppress', reason: 'too old' };
  const address = tenant?.notificationAddress;
  const [recipient, ...copies] = own.length > 0 || address == null ? own : [address];
  if (tenant !== null && recipient !== undefined) {
    return { kind: 'send', recipient, recipientName: tenant.name, copies };
  }
  const mayStillCome = tenant === null && context.now.getTime() < heardAt.getTime() + context.settings.joinerWaitMs;
  return mayStillCome ? { kind: 'wait' } : { kind: 'suppress', reason: 'no notification address' };
}
