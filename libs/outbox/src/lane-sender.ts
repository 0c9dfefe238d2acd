import type { LaneSession } from './lane-session.js';
import { PublishFailed, type OutboxRecord } from './publisher.js';
import type { RelayMetrics } from './relay-metrics.js';
import { sendAndMark, type SendOptions } from './send-and-mark.js';

export interface RelayLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LaneSenderOptions extends SendOptions {
  readonly log: RelayLog;
  readonly metrics: RelayMetrics;
}

/**
 * Sends what was claimed and marks it. A record that Kafka refuses for its size *stops* its lane: the lane is passed over
 * for half a minute, told about, and tried again.
 */
export class LaneSender {
  readonly #options: LaneSenderOptions;
  readonly #stopped = new Map<number, number>();

  constructor(options: LaneSenderOptions) {
    this.#options = options;
  }

  get stopped(): readonly number[] {
    return [...this.#stopped.keys()];
  }

  isStopped(lane: number): boolean {
    const until = this.#stopped.get(lane);
    if (until !== undefined && until <= performance.now()) this.#stopped.delete(lane);
    return this.#stopped.has(lane);
  }

  /** A lane that is another relay's now is that relay's to tell about. */
  forgetAllBut(held: readonly number[]): void {
    for (const lane of this.#stopped.keys()) if (!held.includes(lane)) this.#stopped.delete(lane);
  }

  /** @returns how many are stored @throws what went wrong; the records then still wait */
  async send(records: readonly OutboxRecord[], session: LaneSession): Promise<number> {
    const { error, unsent } = await this.#send(records);
    if (error === undefined) return records.length;
    assertTooLarge(error);
    return records.length - unsent.length + (await this.#sendOneByOne(unsent, session));
  }

  /** After Kafka refused a batch for its size: finds the records that are too large, and stops their lanes. */
  async #sendOneByOne(records: readonly OutboxRecord[], session: LaneSession): Promise<number> {
    let published = 0;
    for (const record of records) {
      if (session.isLost) break;
      if (this.isStopped(record.lane)) continue;
      const { error } = await this.#send([record]);
      if (error === undefined) {
        published += 1;
        continue;
      }
      assertTooLarge(error);
      this.#stop(record);
    }
    return published;
  }

  #stop({ id, lane, topic, headers }: OutboxRecord): void {
    this.#stopped.set(lane, performance.now() + STOPPED_LANE_MS);
    const fields = { outboxId: id, lane, topic, eventId: headers.ce_id, type: headers.ce_type };
    this.#options.log.error(fields, 'Kafka refuses an event for its size: its lane stops until the topic takes it');
  }

  #send(records: readonly OutboxRecord[]): ReturnType<typeof sendAndMark> {
    return sendAndMark(this.#options, records, (stored) => {
      const now = Date.now();
      this.#options.metrics.published(stored.map((record) => now - record.recordedAt));
    });
  }
}

/** @throws whatever else went wrong */
function assertTooLarge(error: unknown): asserts error is PublishFailed {
  if (!(error instanceof PublishFailed) || error.code !== 'RECORD_TOO_LARGE') throw error;
}

const STOPPED_LANE_MS = 30_000;
