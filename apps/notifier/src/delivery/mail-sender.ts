import { BackgroundLoop } from '#turns';
import { refill, waitForToken, type Rate, type RateLimit } from './rate.js';
import { sendNext, type Sender } from './send-next.js';

const IDLE_MS = 1_000;
// Whoever looks rings the others; by themselves they look in case that one is held up by an attempt.
const HELPERS_IDLE_MS = 4_000;
const AFTER_FAILURE_MS = 2_000;

export interface MailSenderOptions {
  readonly sender: Sender;
  /** How many mails are under way at once. */
  readonly concurrency: number;
  readonly rate: RateLimit;
  readonly onFailure: (error: unknown) => void;
}

/** Sends what is due with bounded concurrency and rate. A slow or failing attempt holds up its own place only. */
export class MailSender {
  readonly #loops: readonly BackgroundLoop[];
  #tokens: Rate;
  readonly #options: MailSenderOptions;

  constructor(options: MailSenderOptions) {
    this.#options = options;
    this.#tokens = { tokens: options.rate.burst, at: options.sender.now() };
    this.#loops = Array.from(
      { length: options.concurrency },
      (_, place) =>
        new BackgroundLoop({
          runOnce: () => (place === 0 ? this.#look() : this.#help()),
          onFailure: options.onFailure,
          afterFailure: AFTER_FAILURE_MS,
        }),
    );
  }

  start(): void {
    for (const loop of this.#loops) loop.start();
  }

  ring(): void {
    for (const loop of this.#loops) loop.ring();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
  }

  /** One of the loops looks whether anything is due; when something is, the others help. */
  async #look(): Promise<number> {
    const wait = await this.runOnce();
    if (wait === 0) this.ring();
    return wait;
  }

  async #help(): Promise<number> {
    const wait = await this.runOnce();
    return wait === IDLE_MS ? HELPERS_IDLE_MS : wait;
  }

  /** One delivery, if one is due and the rate allows it; returns how long to wait before the next look. */
  async runOnce(): Promise<number> {
    const { sender, rate } = this.#options;
    this.#tokens = refill(this.#tokens, sender.now(), rate);
    const wait = waitForToken(this.#tokens, rate);
    if (wait > 0) return wait;
    this.#tokens = { ...this.#tokens, tokens: this.#tokens.tokens - 1 };
    let verdict;
    try {
      verdict = await sendNext(sender);
    } finally {
      // Nothing was due: the permission was not used.
      if (verdict === null || verdict === undefined) {
        this.#tokens = { ...this.#tokens, tokens: Math.min(rate.burst, this.#tokens.tokens + 1) };
      }
    }
    return verdict === null ? IDLE_MS : 0;
  }
}
