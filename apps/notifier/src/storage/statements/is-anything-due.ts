import type { Pool } from 'pg';
import { DUE_JOINERS, DUE_LEAVERS } from './lock-waiting-people.js';

/**
 * Whether settling would find anything, in one look instead of a transaction for each rule: nearly always nothing is due. Each
 * part is what the rule's own statement looks for; what another process has locked counts, too.
 */
const IS_ANYTHING_DUE = `
  select exists (select from deliveries
                  where status = 'waiting' and template in ('refusals', 'credential', 'emergency', 'approval', 'sign-on', 'digest') and due_at <= $1::timestamptz)
      or exists (select from deliveries where status = 'sending' and lease_until <= $1::timestamptz)
      or exists (select from cycles where not is_closed and heard_at <= $2::timestamptz)
      or exists (select from confirmations where ask_at <= $1::timestamptz)
      or exists (${DUE_JOINERS})
      or exists (${DUE_LEAVERS}) as "isDue"`;

/** Times until when what has waited since is due. */
export interface Moments {
  readonly now: Date;
  readonly heardBefore: Date;
  readonly madeBefore: Date;
}

export async function isAnythingDue(pool: Pool, { now, heardBefore, madeBefore }: Moments): Promise<boolean> {
  const values = [now, heardBefore, madeBefore];
  const { rows } = await pool.query<{ isDue: boolean }>({ name: 'is-anything-due', text: IS_ANYTHING_DUE, values });
  return rows[0]?.isDue === true;
}
