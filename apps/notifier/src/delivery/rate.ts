/** A bucket of permissions to send, refilled evenly: at most `perMinute` in any minute, in bursts of at most `burst`. */
export interface Rate {
  readonly tokens: number;
  readonly at: Date;
}

export interface RateLimit {
  readonly perMinute: number;
  readonly burst: number;
}

export function refill(rate: Rate, now: Date, { perMinute, burst }: RateLimit): Rate {
  const minutes = Math.max(0, now.getTime() - rate.at.getTime()) / 60_000;
  return { tokens: Math.min(burst, rate.tokens + minutes * perMinute), at: now };
}

/** Milliseconds until one may be sent; 0: now. */
export function waitForToken(rate: Rate, { perMinute }: RateLimit): number {
  return rate.tokens >= 1 ? 0 : Math.ceil(((1 - rate.tokens) / perMinute) * 60_000);
}
