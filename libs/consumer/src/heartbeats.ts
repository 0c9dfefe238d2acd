/**
 * Heart beats of one batch, also while a transaction of it runs: kafkajs sends them between batches only, and with a session
 * of ten seconds a slice that waits for the database would lose its partitions. As Kafka's own client has it (KIP-62), a
 * batch in which nothing moves for {@link LONGEST_STANDSTILL_MS} is no longer kept alive, so that a handler which never
 * answers cannot hold its partitions for ever; and a process whose event loop stands still sends none.
 */
export class Heartbeats {
  readonly #send: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  readonly #now: () => number;
  #movedAt: number;
  #lost: { readonly error: unknown } | null = null;

  constructor(send: () => Promise<void>, everyMs: number, now: () => number = () => performance.now()) {
    this.#send = send;
    this.#now = now;
    this.#movedAt = now();
    // kafkajs leaves one out that comes before its interval is over: asked twice as often, none is late by a whole one.
    this.#timer = setInterval(() => void this.#beatAlone(), everyMs / 2);
    this.#timer.unref();
  }

  /** The partition was taken away, or the group is being shared out anew: what is left of the batch is another's. */
  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** By the reader, between two steps of its work. @throws the source's error when the partition is no longer ours */
  async beat(): Promise<void> {
    this.#movedAt = this.#now();
    if (this.#lost !== null) throw this.#lost.error;
    await this.#send();
  }

  end(): void {
    clearInterval(this.#timer);
  }

  async #beatAlone(): Promise<void> {
    if (this.#lost !== null || this.#now() - this.#movedAt > LONGEST_STANDSTILL_MS) return;
    try {
      await this.#send();
    } catch (error) {
      // Told to the reader at its next step; thrown from here nobody would hear it.
      this.#lost = { error };
    }
  }
}

/** `max.poll.interval.ms` of Kafka's own client. */
export const LONGEST_STANDSTILL_MS = 300_000;
