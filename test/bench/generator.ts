import { Pool } from 'undici';
import { summarise, type Latency } from './statistics.js';

/** One request and what its answer must look like; `check` returns what is wrong with it, or null. */
export interface Shot {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: string;
  /** Instead of the target's. */
  readonly token?: string;
  readonly check: (status: number, body: string) => string | null;
}

export interface Run {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly latency: Latency;
}

export interface Target {
  readonly url: string;
  readonly token: string;
}

/**
 * A closed loop: `connections` connections, each sending its next request when it has read and checked the answer.
 *
 * @throws Error with the first answer that was not as it must be
 */
export async function closedLoop(
  target: Target,
  nextShot: () => Shot,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Run> {
  const { origin, pathname } = new URL(target.url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const taken: number[] = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) taken.push(await fire(pool, pathname, target.token, nextShot()));
  };
  try {
    await Promise.all(Array.from({ length: connections }, worker));
  } finally {
    await pool.destroy();
  }
  const elapsed = (performance.now() - begun) / 1000;
  return { requests: taken.length, perSecond: taken.length / elapsed, latency: summarise(taken) };
}

/**
 * An open loop: `perSecond` requests a second whatever the answers do, at most 256 under way.
 *
 * @returns what `onAnswer` has to go by is left to it; resolves when every answer is in
 */
export async function openLoop(
  target: Target,
  nextShot: () => Shot,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Run> {
  const { origin, pathname } = new URL(target.url);
  const pool = new Pool(origin, { connections: 32, pipelining: 1 });
  const taken: number[] = [];
  const underWay = new Set<Promise<void>>();
  const total = Math.round(perSecond * seconds);
  const begun = performance.now();
  try {
    for (let sent = 0; sent < total; sent += 1) {
      const due = begun + (sent * 1000) / perSecond;
      if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      if (underWay.size >= 256) await Promise.race(underWay);
      const shot = fire(pool, pathname, target.token, nextShot()).then((ms) => {
        taken.push(ms);
        underWay.delete(shot);
      });
      underWay.add(shot);
    }
    await Promise.all(underWay);
  } finally {
    await pool.destroy();
  }
  const elapsed = (performance.now() - begun) / 1000;
  return { requests: taken.length, perSecond: taken.length / elapsed, latency: summarise(taken) };
}

async function fire(pool: Pool, prefix: string, targetsToken: string, shot: Shot): Promise<number> {
  const { token = targetsToken } = shot;
  const begun = performance.now();
  const answer = await pool.request({
    method: shot.method,
    path: `${prefix.replace(/\/$/, '')}${shot.path}`,
    headers:
      shot.body === undefined
        ? { authorization: `Bearer ${token}` }
        : { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    body: shot.body ?? null,
  });
  const body = await answer.body.text();
  const wrong = shot.check(answer.statusCode, body);
  if (wrong !== null) throw new Error(`${shot.method} ${shot.path}: ${wrong}; ${body.slice(0, 300)}`);
  return performance.now() - begun;
}
