import type { Transaction } from '#postgres';

/** As long as a connection's cycles are kept as counts. */
const KEPT_DAYS = 400;

// What comes late is of the last week, which its topic keeps: nobody counts what goes here.
const FORGET = `
  delete from mailing.shadow_mails
   where minute < $1::timestamptz - make_interval(days => $2::integer)`;

/** Counts of what shadows would have had mailed, which nobody asks for after so long. */
export async function forgetShadowMails(tx: Transaction, now: Date): Promise<void> {
  await tx.query({ name: 'forget-shadow-mails', text: FORGET }, [now, KEPT_DAYS]);
}
