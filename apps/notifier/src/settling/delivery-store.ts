import type { Pool } from 'pg';
import { mailKey } from '#contracts';
import { inTransaction, type Transaction } from '#postgres';
import type { Verdict } from '../delivery/after-attempt.js';
import type { Claimed, DeliveryStore } from '../delivery/store.js';
import { DEFAULT_CAPS, type Caps } from '../rules/caps.js';
import { noteAddress } from './note-address.js';
import { makeLink } from './confirm-address.js';
import { decideDue, type Decision } from './decide-due.js';
import { decodeFacts } from '../storage/facts.js';
import { beginData } from '../storage/statements/begin-data.js';
import { claimDelivery, type ClaimedRow } from '../storage/statements/claim-delivery.js';
import { isAnyDue, nextDue } from '../storage/statements/next-due.js';
import { recordAttempt } from '../storage/statements/record-attempt.js';

// Deliveries that come to their end without an attempt, before others of the process have a turn.
const MOST_DECIDED = 100;

export interface DeliveryStoreOptions {
  readonly caps?: Caps;
  /** Told of each delivery that came to its end without an attempt. */
  readonly onEnd?: (decision: 'suppressed' | 'gathered', template: string) => void;
  /** The address of the page that confirms, for what its link has to be given. */
  readonly linkOf?: (token: string) => string;
}

/** Each step is a transaction of its own, committed before the next thing is said to the mail server. */
export class PostgresDeliveryStore implements DeliveryStore {
  readonly #caps: Caps;
  readonly #onEnd: (decision: 'suppressed' | 'gathered', template: string) => void;
  readonly #linkOf: (token: string) => string;

  readonly #pool: Pool;

  constructor(
    pool: Pool,
    { caps = DEFAULT_CAPS, onEnd = () => undefined, linkOf = (token) => token }: DeliveryStoreOptions = {},
  ) {
    this.#pool = pool;
    this.#caps = caps;
    this.#onEnd = onEnd;
    this.#linkOf = linkOf;
  }

  async claim(now: Date, leaseMs: number): Promise<Claimed | null> {
    if (!(await isAnyDue(this.#pool, now))) return null;
    for (let decided = 0; decided < MOST_DECIDED; decided += 1) {
      const next = await this.#decideNext(now, leaseMs);
      if (next === null) return null;
      if (next.claimed !== null) return next.claimed;
      if (next.decision !== 'send' && next.decision !== 'postponed') this.#onEnd(next.decision, next.template);
    }
    return null;
  }

  /** One delivery a transaction: two processes that decide about several would wait for each other. */
  #decideNext(now: Date, leaseMs: number): Promise<Decided | null> {
    return inTransaction(this.#pool, async (tx) => {
      const due = await nextDue(tx, now, this.#caps);
      if (due === null) return null;
      const decision = await decideDue(tx, due, { now, caps: this.#caps });
      const leaseUntil = new Date(now.getTime() + leaseMs);
      const row = decision === 'send' ? await claimDelivery(tx, due.id, { now, leaseUntil }) : null;
      return { decision, template: due.template, claimed: row === null ? null : await this.#claimed(tx, row, now) };
    });
  }

  /** What a link has to be given is kept nowhere but in the mail: each attempt has one of its own. */
  async #claimed(tx: Transaction, row: ClaimedRow, now: Date): Promise<Claimed> {
    const { tenant_id: tenantId, template, recipient } = row;
    if (template !== 'confirmation' || tenantId === null) return claimedOf(row, () => decodeFacts(template, row.facts));
    const { token, expiresAt } = await makeLink(tx, { tenantId, address: mailKey(recipient) }, now);
    const facts = { link: this.#linkOf(token), until: expiresAt.toISOString() };
    return claimedOf(row, () => ({ template, facts }));
  }

  beginData(claimed: Claimed, now: Date): Promise<boolean> {
    return inTransaction(this.#pool, (tx) => beginData(tx, claimed, now));
  }

  record(
    claimed: Claimed,
    verdict: Verdict,
    { now, wasRefused }: { now: Date; wasRefused: boolean },
  ): Promise<boolean> {
    return inTransaction(this.#pool, async (tx) => {
      const isRecorded = await recordAttempt(tx, {
        id: claimed.id,
        attempts: claimed.attempts,
        status: verdict.status,
        reason: 'reason' in verdict ? verdict.reason : null,
        dueAt: verdict.status === 'pending' ? verdict.dueAt : null,
        wasRefused,
        now,
      });
      if (isRecorded) await noteAddress(tx, claimed, verdict, now);
      return isRecorded;
    });
  }
}

interface Decided {
  readonly decision: Decision;
  readonly template: string;
  readonly claimed: Claimed | null;
}

function claimedOf(row: ClaimedRow, content: Claimed['content']): Claimed {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    template: row.template,
    recipient: row.recipient,
    recipientName: row.recipient_name ?? '',
    tenantName: row.tenant_name ?? '',
    content,
    attempts: row.attempts,
    refusals: row.refusals,
    since: row.since,
    traceparent: row.traceparent,
  };
}
