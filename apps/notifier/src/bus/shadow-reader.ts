import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { Pool } from 'pg';
import { decodeEvent, eventsOn, idFault, SHADOW_USERS, type UserEvent } from '#contracts';
import { groupName, headerText, openKafka, type KafkaSettings } from '#kafka';
import { inTransaction } from '#postgres';
import type { Logger } from '#service';
import { BackgroundLoop } from '#turns';
import { countShadowMails } from '../folding/count-shadow-mails.js';
import type { RuleContext } from '../rules/settings.js';
import { forgetShadowMails } from '../storage/statements/forget-shadow-mails.js';

export interface ShadowReaderOptions {
  readonly kafka: KafkaSettings;
  /** Of the role that folds. */
  readonly pool: Pool;
  readonly log: Logger;
  readonly context: () => RuleContext;
}

const AGAIN_MS = 10_000;
const FORGET_EVERY_MS = 3_600_000;
const NOT_COUNTED = 'mails of shadows are not counted at the moment; they are later';
/** Characters: ours are UUIDs, and a B-tree takes 2,704 bytes. */
const LONGEST_ID = 512;

// Two readers of one partition wait for each other here.
const LOCK_OFFSET = `
  insert into mailing.shadow_offsets as o (partition, next)
  values ($1::integer, 0)
      on conflict (partition) do update set next = o.next
  returning next::text`;

const STORE_OFFSET = `
  update mailing.shadow_offsets
     set next = $2::bigint
   where partition = $1::integer`;

/**
 * Reads what shadows decided, to count what would have been mailed. Beside the projection, whose partitions stop where a log has lost
 * its beginning: this one keeps a week, and what it has lost is missed by nobody. Each event is counted once, by the offset that
 * stands with the counts.
 */
export class ShadowReader {
  readonly #options: ShadowReaderOptions;
  readonly #isOwn = eventsOn(SHADOW_USERS);
  readonly #loop: BackgroundLoop;
  readonly #forgetting: BackgroundLoop;
  #consumer: Consumer | null = null;
  #hasFailed = false;

  constructor(options: ShadowReaderOptions) {
    this.#options = options;
    const onFailure = (err: unknown): void => options.log.warn({ err }, NOT_COUNTED);
    this.#loop = new BackgroundLoop({
      firstMs: 0,
      runOnce: () => this.#read().then(() => AGAIN_MS),
      onFailure,
      afterFailure: AGAIN_MS,
    });
    this.#forgetting = new BackgroundLoop({
      runOnce: () => this.#forget().then(() => FORGET_EVERY_MS),
      onFailure: (err) => options.log.warn({ err }, 'counts of shadows that are due to go are still there'),
      afterFailure: FORGET_EVERY_MS,
    });
  }

  start(): void {
    this.#loop.start();
    this.#forgetting.start();
  }

  async stop(): Promise<void> {
    const stopped = Promise.all([this.#loop.stop(), this.#forgetting.stop()]);
    await this.#consumer?.disconnect().catch(() => undefined);
    await stopped;
  }

  /** From then on kafkajs goes on by itself, until it meets what it takes for no passing failure: then it is opened anew. */
  async #read(): Promise<void> {
    if (this.#consumer !== null || this.#loop.isStopping) return;
    const { kafka, log } = this.#options;
    const consumer = openKafka(kafka, 'rollcall-notifier-shadow').consumer({
      groupId: groupName(kafka, 'notifier-shadow'),
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: () => Promise.resolve(!this.#loop.isStopping) },
    });
    this.#consumer = consumer;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (payload.restart || this.#consumer !== consumer) return;
      this.#consumer = null;
      log.warn({ err: payload.error }, NOT_COUNTED);
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [kafka.topicPrefix + SHADOW_USERS.name], fromBeginning: true });
      await consumer.run({ eachBatch: (payload) => this.#tried(payload) });
    } catch (error) {
      this.#consumer = null;
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  #forget(): Promise<void> {
    const { pool, context } = this.#options;
    return inTransaction(pool, (tx) => forgetShadowMails(tx, context().now));
  }

  /** kafkajs tries it again and again, and says so to nobody. */
  async #tried(payload: EachBatchPayload): Promise<void> {
    try {
      await this.#count(payload);
      this.#hasFailed = false;
    } catch (err) {
      if (!this.#hasFailed) this.#options.log.warn({ err }, NOT_COUNTED);
      this.#hasFailed = true;
      throw err;
    }
  }

  #count({ batch }: EachBatchPayload): Promise<void> {
    const { pool, context } = this.#options;
    return inTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ next: string }>(LOCK_OFFSET, [batch.partition]);
      const next = BigInt(rows[0]?.next ?? 0);
      const fresh = batch.messages.filter(({ offset }) => BigInt(offset) >= next);
      await countShadowMails(
        tx,
        fresh.flatMap(({ headers, value }) => this.#eventIn(headerText(headers), value?.toString() ?? '')),
        context(),
      );
      const last = BigInt(batch.lastOffset()) + 1n;
      if (last > next) await tx.query(STORE_OFFSET, [batch.partition, String(last)]);
    });
  }

  /** What is no event of a person is counted by nobody. */
  #eventIn(headers: Record<string, string>, value: string): UserEvent[] {
    const decoded = decodeEvent({ headers, value });
    if (!decoded.ok || !this.#isOwn(decoded.event) || idFault(decoded.event) !== null) return [];
    // What no column takes would be refused with all that came with it, and hold the partition up for ever.
    const { connectionId } = decoded.event.data.actor;
    return connectionId.length > LONGEST_ID || connectionId.includes('\0') ? [] : [decoded.event];
  }
}
