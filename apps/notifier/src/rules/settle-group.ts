import type { Settlement } from './settle-person.js';
import { isTooOld, type RuleContext } from './settings.js';
import type { Tenant } from './tenant.js';

/** A mail to the tenant's notification address that is due. */
export interface DueGroup {
  /** When the latest of the events that it covers happened. */
  readonly lastEventAt: Date;
  /** Since when it could have been sent, or the events heard of. */
  readonly heardAt: Date;
  /** null: no TenantChanged was heard of yet; it travels on another topic. */
  readonly tenant: Tenant | null;
}

export function settleGroup({ lastEventAt, heardAt, tenant }: DueGroup, context: RuleContext): Settlement {
  if (isTooOld(lastEventAt, context)) return { kind: 'suppress', reason: 'too old' };
  if (tenant?.notificationAddress != null) {
    return { kind: 'send', recipient: tenant.notificationAddress, recipientName: tenant.name };
  }
  const mayStillCome = tenant === null && context.now.getTime() < heardAt.getTime() + context.settings.joinerWaitMs;
  return mayStillCome ? { kind: 'wait' } : { kind: 'suppress', reason: 'no notification address' };
}
