import { mailKey, type AdminActed, type AdminEvent, type TenantChanged } from '#contracts';
import type { Transaction } from '#postgres';
import { notifiedOf } from '../rules/notified.js';
import { LINK_GOOD_MS, needsConfirmation } from '../rules/confirmation.js';
import { isTooOld, type RuleContext } from '../rules/settings.js';
import { foldTenant, type Tenant } from '../rules/tenant.js';
import { wantConfirmation } from '../storage/statements/confirmations.js';
import { endGrandfathered } from '../storage/statements/grandfathered.js';
import { loadStanding } from '../storage/statements/load-standing.js';
import { foldApproval } from './fold-approval.js';
import { foldCredential } from './fold-credentials.js';
import { foldEmergency } from './fold-emergency.js';
import { foldEngagement, foldReminder } from './fold-refusals.js';
import { foldSignOnEnd } from './fold-sign-on-end.js';
import { loadTenant } from '../storage/statements/load-tenant.js';
import { forgetOtherRefusing } from '../storage/statements/refusing-addresses.js';
import { saveTenant } from '../storage/statements/save-tenant.js';

/** What a tenant's settings are, and what is told of its connections. */
export async function foldTenants(tx: Transaction, events: readonly AdminEvent[], context: RuleContext): Promise<void> {
  for (const event of events) {
    switch (event.type) {
      case 'rollcall.AdminActed':
        await foldAct(tx, event, context);
        break;
      case 'rollcall.CredentialExpiring':
      case 'rollcall.DeadCredentialUsed':
        await foldCredential(tx, event, context);
        break;
      case 'rollcall.TenantChanged':
        await foldChange(tx, event, context);
        break;
      case 'rollcall.TenantEnded':
      // Whose rows are removed beside the fold, all of them.
    }
  }
}

async function foldChange(tx: Transaction, event: TenantChanged, context: RuleContext): Promise<void> {
  const before = await loadTenant(tx, event.tenantId);
  const after = foldTenant(before, event);
  await saveTenant(tx, after);
  if (isTooOld(new Date(event.time), context)) return;
  await forgetOtherRefusing(tx, after.id, notifiedOf(after).map(mailKey));
  await askIfNeeded(tx, { before, after }, context);
}

async function foldAct(tx: Transaction, event: AdminActed, context: RuleContext): Promise<void> {
  const { act } = event.data;
  if (act === 'brake.engage') await foldEngagement(tx, event, context);
  if (act === 'connections.remind') await foldReminder(tx, event, context);
  // On scim-api's topic: of a release before projections told their acts on one of their own.
  await foldOwnActs(tx, [event]);
}

/** What was done beside scim-api: here, and at the console. */
export async function foldActs(tx: Transaction, events: readonly AdminActed[], context: RuleContext): Promise<void> {
  await foldOwnActs(tx, events);
  for (const event of events) {
    if (event.data.act === 'emergency-accounts.use') await foldEmergency(tx, event, context);
    if (event.data.act === 'approvals.ask') await foldApproval(tx, event, context);
    await foldSignOnEnd(tx, event, context);
  }
}

/** Said here, and heard again: what a restored backup holds is ended once more. */
async function foldOwnActs(tx: Transaction, events: readonly AdminActed[]): Promise<void> {
  for (const event of events) if (event.data.act === 'grandfathered.end') await foldEnd(tx, event);
}

async function foldEnd(tx: Transaction, { tenantId, data: { object } }: AdminActed): Promise<void> {
  const isDomain = object.type === 'domain';
  await endGrandfathered(tx, { tenantId, kind: isDomain ? 'domain' : 'address', value: isDomain ? object.id : null });
}

/** After a while: the domain of a new tenant is often proved a moment later. A replay asks nobody. */
async function askIfNeeded(
  tx: Transaction,
  { before, after }: { readonly before: Tenant | null; readonly after: Tenant },
  { now, settings }: RuleContext,
): Promise<void> {
  const { id: tenantId } = after;
  const former = new Set((before === null ? [] : notifiedOf(before)).map(mailKey));
  const askAt = new Date(now.getTime() + settings.confirmWaitMs);
  const askedBefore = new Date(now.getTime() - LINK_GOOD_MS);
  for (const mailTo of notifiedOf(after)) {
    if (!needsConfirmation(mailTo, await loadStanding(tx, tenantId, mailTo))) continue;
    await wantConfirmation(tx, { tenantId, mailTo, askAt }, { again: !former.has(mailKey(mailTo)), askedBefore });
  }
}
