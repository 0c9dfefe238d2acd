import type { Settlement } from './settle-person.js';
import { isTooOld, type RuleContext } from './settings.js';
import type { Tenant } from './tenant.js';

/** A mail to the tenant's notification address that is due. */
export interface DueGroup {
  /** When the latest of the events that it covers happened. */
  readonly lastEventAt: Date;
  readonly dueAt: Date;
  /** null: no TenantChanged was heard of yet; it travels on another topic. */
  readonly tenant: Tenant | null;
}

export function settleGroup({ lastEventAt, dueAt, tenant }: DueGroup, context: RuleContext): Settlement {
  if (isTooOld(lastEventAt, context)) return { kind: 'suppress', reason: 'too old' };
  if (tenant?.notificationAddress != null) {
    return { kind: 'send', recipient: tenant.notificationAddress, recipientName: tenant.name };
  }
  const mayStillCome = tenant === null && context.now.getTime() < dueAt.getTime() + context.settings.joinerWaitMs;
  return mayStillCome ? { kind: 'wait' } : { kind: 'suppress', reason: 'no notification address' };
}
