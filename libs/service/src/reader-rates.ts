import { Type, type Static } from 'typebox';
import { BoundedMap } from './bounded-map.js';
import { Problem } from './problem.js';
import { TenantPauses, type Pause } from './tenant-pauses.js';

/** The variables of every process that reads tokens; {@link readerRate} reads them. As a connection of SCIM has it. */
export const READER_RATE_SETTINGS = {
  READER_RATE_PER_SECOND: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 50,
    description: 'requests a second of one reader; what exceeds is 429',
  }),
  READER_RATE_BURST: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 500,
    description: 'requests of one reader at once, before `READER_RATE_PER_SECOND` holds',
  }),
};

export interface ReaderRate {
  readonly perSecond: number;
  readonly burst: number;
}

export function readerRate(settings: Static<Type.TObject<typeof READER_RATE_SETTINGS>>): ReaderRate {
  return { perSecond: settings.READER_RATE_PER_SECOND, burst: settings.READER_RATE_BURST };
}

/** 429 to a reader that asks more than its rate (RFC 6585 §4). */
export class RateExceeded extends Problem {
  /**
   * @param retryAfter whole seconds (RFC 9110 §10.2.3)
   * @param endsConnection so many of its tenant's are refused that this one's place is wanted
   */
  constructor(
    { perSecond, burst }: ReaderRate,
    readonly retryAfter: number,
    readonly endsConnection: boolean,
  ) {
    const detail = `This reader may send ${perSecond} requests per second, and ${burst} at once; repeat after ${retryAfter} s.`;
    super(429, 'too-many-requests', detail);
  }
}

interface Bucket {
  /** What is left at `at`. */
  left: number;
  at: number;
}

/** Readers that are counted at once; the one that asked longest ago makes room. */
export const MAX_READERS_COUNTED = 10_000;
/** How long a refusal is held back: who goes on at once has so few of them, and costs so little. */
export const REFUSAL_WAIT_MS = 500;
/** Of one tenant; each holds a connection's place. */
export const MAX_WAITING_REFUSALS_OF_TENANT = 200;

export interface ReaderRatesOptions {
  readonly rate: ReaderRate;
  /** Milliseconds since some fixed moment; for tests. */
  readonly now?: () => number;
  readonly pause?: Pause;
}

/**
 * A bucket for each reader of each tenant, in the memory of this process: nothing is parsed or asked for who is beyond it. A
 * refusal waits a moment before it is sent: 250 connections that each asked again at once took the thread from everybody.
 */
export class ReaderRates {
  readonly #options: ReaderRatesOptions;
  readonly #buckets = new BoundedMap<string, Bucket>(MAX_READERS_COUNTED);
  readonly #pauses: TenantPauses;
  readonly #now: () => number;

  constructor(options: ReaderRatesOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#pauses = new TenantPauses(MAX_WAITING_REFUSALS_OF_TENANT, options.pause);
  }

  /** @param cost of a request one, of what is dearer more @throws RateExceeded */
  async charge(
    { tenantId, readerId }: { readonly tenantId: string; readonly readerId: string },
    cost = 1,
  ): Promise<void> {
    const seconds = this.#take(`${tenantId}/${readerId}`, cost);
    if (seconds === 0) return;
    const endsConnection = this.#pauses.isFull(tenantId);
    await this.#pauses.wait(tenantId, REFUSAL_WAIT_MS);
    throw new RateExceeded(this.#options.rate, Math.max(1, Math.ceil(seconds)), endsConnection);
  }

  /** Seconds until there is so much again; 0: it was taken. */
  #take(key: string, cost: number): number {
    const { perSecond, burst } = this.#options.rate;
    const bucket = this.#bucketOf(key);
    const now = this.#now();
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) * perSecond) / 1_000);
    bucket.at = now;
    if (bucket.left < cost) return (cost - bucket.left) / perSecond;
    bucket.left -= cost;
    return 0;
  }

  #bucketOf(key: string): Bucket {
    const bucket = this.#buckets.get(key) ?? { left: this.#options.rate.burst, at: this.#now() };
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
