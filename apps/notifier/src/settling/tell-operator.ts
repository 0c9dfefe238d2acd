import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { inTransaction } from '#postgres';
import type { OperatorFacts } from '../delivery/store.js';
import { dueNotice, type LastNotice, type Notice, type Situation } from '../watch/situation.js';
import { addOperatorMail } from '../storage/statements/add-operator-mail.js';
import { lockNotice, type NoticeRow } from '../storage/statements/lock-notice.js';
import { refreshOperatorMail } from '../storage/statements/refresh-operator-mail.js';

/** Most matters that a mail lists; the rest is a number. */
const MOST_LISTED = 20;
const UNSENT = ['waiting', 'pending', 'sending'];

export interface OperatorAddress {
  readonly recipient: string;
  /** At most one mail in so many milliseconds, however many processes watch and however often they start. */
  readonly everyMs: number;
}

/** Adds the mail that the situation calls for to the deliveries, if one is due; returns which. */
export function tellOperator(
  pool: Pool,
  situation: Situation,
  { recipient, everyMs, now }: OperatorAddress & { readonly now: Date },
): Promise<Notice> {
  return inTransaction(pool, async (tx) => {
    const row = await lockNotice(tx);
    const notice = dueNotice(situation, lastOf(row), { now, everyMs });
    if (notice === 'none') return notice;
    const facts = factsOf(situation, now);
    if (notice !== 'refresh') await addOperatorMail(tx, { id: uuid(), now, recipient, facts, kind: notice });
    else if (row !== null) await refreshOperatorMail(tx, row.deliveryId, facts);
    return notice;
  });
}

function lastOf(row: NoticeRow | null): LastNotice | null {
  return row === null ? null : { kind: row.kind, at: row.at, isUnsent: UNSENT.includes(row.status) };
}

function factsOf({ troubles }: Situation, now: Date): OperatorFacts {
  return {
    at: now.toISOString(),
    troubles: troubles.slice(0, MOST_LISTED).map(({ process, says }) => ({ process, says })),
    more: Math.max(0, troubles.length - MOST_LISTED),
  };
}
