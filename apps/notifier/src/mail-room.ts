import { metrics } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { inSpan, withRemoteParent } from '#telemetry';
import type { Verdict } from './delivery/after-attempt.js';
import type { MailChannel } from './delivery/channel.js';
import { MailSender } from './delivery/mail-sender.js';
import type { Claimed } from './delivery/store.js';
import type { NotifierConfig } from './config.js';
import { inTransaction } from '#postgres';
import { BackgroundLoop } from '#turns';
import { periodOf } from './rules/caps.js';
import { PostgresDeliveryStore } from './settling/delivery-store.js';
import { isSettlingDue, settleDue } from './settling/settle.js';
import { forgetMailboxes } from './storage/statements/mailbox-counts.js';
import { composeMail } from './templates/compose.js';

const SETTLE_EVERY_MS = 500;
// Each look is eleven transactions.
const SETTLE_IDLE_MS = 1_000;
const AFTER_FAILURE_MS = 2_000;
// Longer than an attempt may take, so that only a dead process loses its lease.
const LEASE_PER_ATTEMPT = 2;
const BURST = 20;

export interface MailRoomLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface MailRoomOptions {
  readonly pool: Pool;
  readonly channel: MailChannel;
  readonly config: NotifierConfig;
  readonly log: MailRoomLog;
  readonly now: () => Date;
  /** See {@link DeliveryStoreOptions}. */
  readonly linkOf: (token: string) => string;
}

/** Everything that happens by itself: settling what waits, and sending what is due. */
export class MailRoom {
  readonly #settler: BackgroundLoop;
  readonly #sender: MailSender;
  readonly #listeningSince: Date;
  readonly #mails = metrics.getMeter('rollcall.notifier').createCounter('rollcall_mails', {
    description: 'Mails by outcome of an attempt or a decision',
  });
  readonly #options: MailRoomOptions;

  constructor(options: MailRoomOptions) {
    this.#options = options;
    const { pool, channel, config, now } = options;
    this.#listeningSince = now();
    const onFailure = (error: unknown): void => options.log.error({ err: error }, 'the mail room had to wait');
    this.#settler = new BackgroundLoop({ runOnce: () => this.#settle(), onFailure, afterFailure: AFTER_FAILURE_MS });
    this.#sender = new MailSender({
      sender: {
        store: new PostgresDeliveryStore(pool, {
          caps: config.caps,
          linkOf: options.linkOf,
          onEnd: (outcome, template) => this.#mails.add(1, { outcome, template }),
        }),
        channel,
        compose: (claimed) => composeMail(claimed, { from: config.MAIL_FROM, consoleUrl: config.CONSOLE_URL }),
        now,
        random: Math.random,
        limits: config.retries,
        leaseMs: config.SMTP_ATTEMPT_MS * LEASE_PER_ATTEMPT,
        observe: (claimed, attempt) => this.#observe(claimed, attempt),
      },
      concurrency: config.SMTP_CONCURRENCY,
      rate: { perMinute: config.SMTP_PER_MINUTE, burst: Math.min(BURST, config.SMTP_PER_MINUTE) },
      onFailure,
    });
  }

  start(): void {
    this.#settler.start();
    this.#sender.start();
  }

  /** Claims nothing more and waits for the attempts under way. */
  async stop(): Promise<void> {
    await Promise.all([this.#settler.stop(), this.#sender.stop()]);
  }

  async #settle(): Promise<number> {
    const { pool, config, now } = this.#options;
    const { rules: settings, caps } = config;
    const context = { now: now(), settings, caps, listeningSince: this.#listeningSince };
    // Settling is nine transactions.
    if (!(await isSettlingDue(pool, context))) return SETTLE_IDLE_MS;
    const settled = await settleDue(pool, context);
    await inTransaction(pool, (tx) => forgetMailboxes(tx, periodOf(now(), config.caps).number - 1));
    if (settled.suppressed > 0) this.#mails.add(settled.suppressed, { outcome: 'suppressed' });
    if (settled.uncertain > 0) this.#mails.add(settled.uncertain, { outcome: 'uncertain' });
    if (settled.released > 0) this.#sender.ring();
    if (settled.isMore) return 0;
    return settled.released + settled.suppressed + settled.uncertain > 0 ? SETTLE_EVERY_MS : SETTLE_IDLE_MS;
  }

  /** One span per attempt, in the trace of the event; ids and codes only. */
  #observe(claimed: Claimed, attempt: () => Promise<Verdict>): Promise<Verdict> {
    const tenant = claimed.tenantId === null ? {} : { 'rollcall.tenant_id': claimed.tenantId };
    const ids = { 'rollcall.delivery_id': claimed.id, ...tenant };
    const { template } = claimed;
    return withRemoteParent(claimed.traceparent, () =>
      inSpan(
        'send mail',
        { ...ids, 'rollcall.template': template, 'rollcall.attempt': claimed.attempts },
        async (span) => {
          const verdict = await attempt();
          const outcome = verdict.status === 'pending' ? 'retried' : verdict.status;
          span.setAttribute('rollcall.outcome', outcome);
          this.#mails.add(1, { outcome, template });
          const { id, tenantId, attempts } = claimed;
          const reason = 'reason' in verdict ? verdict.reason : undefined;
          this.#options.log.info({ deliveryId: id, tenantId, template, attempts, outcome, reason }, 'mail');
          return verdict;
        },
      ),
    );
  }
}
