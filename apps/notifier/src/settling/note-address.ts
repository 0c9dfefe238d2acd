import { mailKey } from '#contracts';
import type { Transaction } from '#postgres';
import type { Verdict } from '../delivery/after-attempt.js';
import type { Claimed } from '../delivery/store.js';
import { refusingId } from '../rules/delivery-id.js';
import { notifiedOf, othersThan } from '../rules/notified.js';
import { admit } from '../rules/recipient.js';
import type { Tenant } from '../rules/tenant.js';
import { loadStanding } from '../storage/statements/load-standing.js';
import { loadTenant } from '../storage/statements/load-tenant.js';
import {
  findRefusing,
  forgetRefusing,
  markTold,
  noteRefusing,
  tellRefusing,
  type Refusing,
} from '../storage/statements/refusing-addresses.js';

// Others are told of an address that refuses once in this time.
const TELL_EVERY_MS = 24 * 3_600_000;

/** The code of the mail server with which a mail failed for good; null where something else was the reason. */
function serverCode(verdict: Verdict): string | null {
  if (verdict.status !== 'failed') return null;
  return /^server answered (\d{3}(?: \d\.\d{1,3}\.\d{1,3})?)/.exec(verdict.reason)?.[1] ?? null;
}

/** What an attempt that has just been recorded says of the notification address that it went to. */
export async function noteAddress(tx: Transaction, claimed: Claimed, verdict: Verdict, now: Date): Promise<void> {
  const { tenantId, recipient } = claimed;
  if (tenantId === null) return;
  const of = { tenantId, address: mailKey(recipient) };
  if (verdict.status === 'accepted') return forgetRefusing(tx, of);
  const code = serverCode(verdict);
  const tenant = code === null ? null : await loadTenant(tx, tenantId);
  if (code === null || tenant === null) return;
  if (!notifiedOf(tenant).some((one) => mailKey(one) === of.address)) return;
  const refusing = await noteRefusing(tx, of, { code, now });
  if (refusing !== null && !wasJustTold(refusing, now)) await tellOthers(tx, { tenant, claimed, refusing }, now);
}

function wasJustTold({ toldAt }: Refusing, now: Date): boolean {
  return toldAt !== null && now.getTime() < toldAt.getTime() + TELL_EVERY_MS;
}

interface Told {
  readonly tenant: Tenant;
  readonly claimed: Claimed;
  readonly refusing: Refusing;
}

async function tellOthers(tx: Transaction, { tenant, claimed, refusing }: Told, now: Date): Promise<void> {
  const { id: tenantId } = tenant;
  const facts = { address: claimed.recipient, code: refusing.code, since: refusing.since.toISOString() };
  let told = 0;
  for (const recipient of othersThan(claimed.recipient, tenant)) {
    const isMailed = admit(recipient, 'refusing', await loadStanding(tx, tenantId, recipient)).kind === 'admitted';
    if (!isMailed || (await findRefusing(tx, { tenantId, address: mailKey(recipient) })) !== null) continue;
    await tellRefusing(tx, { id: refusingId(claimed, recipient), tenantId, recipient, facts }, now);
    told += 1;
  }
  if (told > 0) await markTold(tx, { tenantId, address: mailKey(claimed.recipient) }, now);
}
