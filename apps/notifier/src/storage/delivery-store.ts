import type { Pool } from 'pg';
import { inTransaction } from '#postgres';
import type { Verdict } from '../delivery/after-attempt.js';
import type { Claimed, DeliveryStore } from '../delivery/store.js';
import { decodeFacts } from './facts.js';
import { beginData } from './statements/begin-data.js';
import { claimDelivery } from './statements/claim-delivery.js';
import { recordAttempt } from './statements/record-attempt.js';

/** Each step is a transaction of its own, committed before the next thing is said to the mail server. */
export class PostgresDeliveryStore implements DeliveryStore {
  constructor(private readonly pool: Pool) {}

  async claim(now: Date, leaseMs: number): Promise<Claimed | null> {
    const leaseUntil = new Date(now.getTime() + leaseMs);
    const row = await inTransaction(this.pool, (tx) => claimDelivery(tx, now, leaseUntil));
    if (row === null) return null;
    return {
      id: row.id,
      tenantId: row.tenant_id,
      template: row.template,
      recipient: row.recipient,
      recipientName: row.recipient_name ?? '',
      tenantName: row.tenant_name ?? '',
      content: () => decodeFacts(row.template, row.facts),
      attempts: row.attempts,
      refusals: row.refusals,
      since: row.since,
      traceparent: row.traceparent,
    };
  }

  beginData(claimed: Claimed, now: Date): Promise<boolean> {
    return inTransaction(this.pool, (tx) => beginData(tx, claimed, now));
  }

  record(
    claimed: Claimed,
    verdict: Verdict,
    { now, wasRefused }: { now: Date; wasRefused: boolean },
  ): Promise<boolean> {
    return inTransaction(this.pool, (tx) =>
      recordAttempt(tx, {
        id: claimed.id,
        attempts: claimed.attempts,
        status: verdict.status,
        reason: 'reason' in verdict ? verdict.reason : null,
        dueAt: verdict.status === 'pending' ? verdict.dueAt : null,
        wasRefused,
        now,
      }),
    );
  }
}
