import { v7 as uuid } from 'uuid';
import type { Transaction } from '#postgres';
import { periodOf, type Caps } from '../rules/caps.js';
import { needsConfirmation } from '../rules/confirmation.js';
import { askedInPeriod, askLater, askNow, dueConfirmations } from '../storage/statements/confirmations.js';
import { loadStanding } from '../storage/statements/load-standing.js';

const AT_ONCE = 50;
const LOCK_SPACE = 0x636f_6e66;

/** One process at a time: what a tenant was asked today is counted over all of its addresses. */
const LOCK = `select pg_try_advisory_xact_lock($1::int, 0) as "isOurs"`;

/** Makes the mails that ask for confirmation, of those whose time has come; returns how many. */
export async function settleConfirmations(
  tx: Transaction,
  { now, caps }: { readonly now: Date; readonly caps: Caps },
): Promise<number> {
  const { rows } = await tx.query<{ isOurs: boolean }>({ name: 'lock-confirmations', text: LOCK }, [LOCK_SPACE]);
  if (rows[0]?.isOurs !== true) return 0;
  const period = periodOf(now, caps);
  let asked = 0;
  for (const due of await dueConfirmations(tx, now, AT_ONCE)) {
    const standing = await loadStanding(tx, due.tenantId, due.mailTo);
    // Its domain was proved meanwhile, or another address is the tenant's.
    if (!needsConfirmation(due.mailTo, standing)) await askLater(tx, due, null);
    else if ((await askedInPeriod(tx, due.tenantId, period.number)) >= caps.confirmationsPerPeriod)
      await askLater(tx, due, period.end);
    else {
      await askNow(tx, due, { id: uuid(), now, period: period.number });
      asked += 1;
    }
  }
  return asked;
}
