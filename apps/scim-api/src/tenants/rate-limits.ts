import { BoundedMap } from '#service';
import type { RateLimit } from './connection.js';

/** Asks the bucket that all replicas share. */
export type LeaseTokens = (lease: Lease) => Promise<Leased>;

export interface Lease {
  readonly connectionId: string;
  readonly limit: RateLimit;
  /** What the request lacks: granted whole or not at all. */
  readonly needed: number;
  /** Granted beyond it, as far as the bucket reaches. */
  readonly portion: number;
}

export interface Leased {
  /** 0: refused. */
  readonly granted: number;
  /** Tokens that must still come before `needed` is granted; 0 when it was. */
  readonly lacking: number;
}

/** A replica leases the tokens of half a second: two look-ups a second at the full rate, and that much is lost with it. */
const PORTION_SECONDS = 0.5;
/** After a refusal the bucket is not asked again for this long: a flood costs the database four look-ups a second. */
export const PAUSE_MS = 250;
const MAX_PURSES = 10_000;

export function portionOf({ perSecond }: RateLimit): number {
  return Math.max(1, Math.ceil(perSecond * PORTION_SECONDS));
}

/** What the bucket must hold for a cost, as `lease_tokens` has it. */
function threshold(cost: number, { burst }: RateLimit): number {
  return Math.min(cost, Math.max(1, burst / 2));
}

interface Purse {
  readonly limit: RateLimit;
  tokens: number;
  refused: { readonly cost: number; readonly lacking: number; readonly until: number } | null;
  asking: Promise<void> | null;
}

function spent(purse: Purse, cost: number): boolean {
  if (purse.tokens < cost) return false;
  purse.tokens -= cost;
  return true;
}

/**
 * A token bucket per connection, shared by all replicas; each of them spends from a portion that it has leased. In any
 * time t they let through at most burst + perSecond · t + one portion per replica (left from before), and refuse a
 * request only while the bucket held less than its cost within the last PAUSE_MS. A Bulk of more than half the burst is
 * let in at half a bucket, and what comes later pays for the rest.
 */
export class RateLimits {
  readonly #lease: LeaseTokens;
  readonly #now: () => number;
  readonly #purses = new BoundedMap<string, Purse>(MAX_PURSES);

  constructor(lease: LeaseTokens, now: () => number = () => performance.now()) {
    this.#lease = lease;
    this.#now = now;
  }

  /** Pays the cost of what was leased before, which is there for nearly every request; false: see {@link take}. */
  spend(connectionId: string, limit: RateLimit, cost: number): boolean {
    return spent(this.#purseOf(connectionId, limit), cost);
  }

  /** Seconds to wait; 0 when the cost was paid. */
  async take(connectionId: string, limit: RateLimit, cost: number): Promise<number> {
    const purse = this.#purseOf(connectionId, limit);
    for (;;) {
      if (spent(purse, cost)) return 0;
      if (purse.refused !== null && purse.refused.cost <= cost && this.#now() < purse.refused.until) {
        return (purse.refused.lacking + threshold(cost, limit) - purse.refused.cost) / limit.perSecond;
      }
      // One asks, the others wait for what it brings. A failure fails all of them.
      purse.asking ??= this.#ask(connectionId, purse, cost).finally(() => (purse.asking = null));
      await purse.asking;
    }
  }

  /** What has been done already and cost more than was paid: later requests pay for it, a full burst at most. */
  owe(connectionId: string, limit: RateLimit, cost: number): void {
    const purse = this.#purseOf(connectionId, limit);
    purse.tokens = Math.max(-limit.burst, purse.tokens - cost);
  }

  async #ask(connectionId: string, purse: Purse, cost: number): Promise<void> {
    const { limit, tokens } = purse;
    const { granted, lacking } = await this.#lease({
      connectionId,
      limit,
      needed: cost - tokens,
      portion: portionOf(limit),
    });
    purse.tokens += granted;
    const until = this.#now() + PAUSE_MS;
    purse.refused = granted > 0 ? null : { cost: threshold(cost, limit), lacking, until };
  }

  #purseOf(connectionId: string, limit: RateLimit): Purse {
    const known = this.#purses.get(connectionId);
    if (known?.limit.perSecond === limit.perSecond && known.limit.burst === limit.burst) return known;
    const purse: Purse = { limit, tokens: 0, refused: null, asking: null };
    this.#purses.set(connectionId, purse);
    return purse;
  }
}
