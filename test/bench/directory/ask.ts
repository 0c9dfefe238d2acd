import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { Pool } from 'undici';
import { summarise, type Latency } from '../statistics.js';
import type { Question } from './questions.js';

/** Milliseconds; `cpu` of the server's processes that answer readers, with all statements of a request. */
export interface Answered {
  readonly cpu: Latency;
  readonly wall: Latency;
}

export interface Asked {
  /** Each of them for the first time since the servers were started; what else is on its pages may have been read. */
  readonly cold: Answered;
  /** The same ones again, each the least of its askings. */
  readonly hot: Answered;
}

export interface Asking {
  readonly url: string;
  readonly token: () => Promise<string>;
  /** Of the readers' sessions. */
  readonly pids: () => Promise<readonly number[]>;
}

const WARMING = 20;

export interface Rounds {
  /** Of a question, each another one. */
  readonly requests: number;
  /** How many times each is asked hot; the least counts: beside other work one asking alone says more of that than of the request. */
  readonly times: number;
}

/** One after the other, so that what the server's processes spend between two is that request's. */
export async function ask(asking: Asking, { of }: Question, { requests, times }: Rounds): Promise<Asked> {
  const pool = new Pool(asking.url, { connections: 1 });
  try {
    const token = await asking.token();
    const round = (count: number, from = 0) => roundOf({ pool, token, asking }, (n) => of(from + n), count);
    // What process and session compile and look up once is no question's.
    await round(WARMING, requests);
    const cold = await round(requests);
    let hot = await round(requests);
    for (let time = 1; time < times; time += 1) hot = leastOf(hot, await round(requests));
    return { cold: answered(cold), hot: answered(hot) };
  } finally {
    await pool.close();
  }
}

interface Round {
  readonly pool: Pool;
  readonly token: string;
  readonly asking: Asking;
}

/** Of each request. */
interface Taken {
  readonly cpu: readonly number[];
  readonly wall: readonly number[];
}

async function roundOf({ pool, token, asking }: Round, of: (n: number) => string, requests: number): Promise<Taken> {
  const [cpu, wall]: [number[], number[]] = [[], []];
  let pids = await asking.pids();
  for (let n = 0; n < requests; n += 1) {
    const before = spent(pids);
    wall.push((await answerOf(pool, of(n), token)).wall);
    cpu.push((spent(pids) - before) / 1e6);
    if (n % 50 === 0) pids = await asking.pids();
  }
  return { cpu, wall };
}

function leastOf(one: Taken, other: Taken): Taken {
  const least = (ones: readonly number[], others: readonly number[]) =>
    ones.map((taken, n) => Math.min(taken, others[n] ?? taken));
  return { cpu: least(one.cpu, other.cpu), wall: least(one.wall, other.wall) };
}

function answered({ cpu, wall }: Taken): Answered {
  return { cpu: summarise(cpu), wall: summarise(wall) };
}

interface OneAnswer {
  readonly text: string;
  /** Milliseconds. */
  readonly wall: number;
}

async function answerOf(pool: Pool, path: string, token: string): Promise<OneAnswer> {
  const begun = performance.now();
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path,
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await body.text();
  // Whoever was not there on a day is not found, which is an answer.
  if (statusCode !== 200 && statusCode !== 404) throw new Error(`${path}: ${statusCode} ${text.slice(0, 300)}`);
  return { text, wall: performance.now() - begun };
}

/** By a connection of its own. */
export async function oneAnswer({ url, token }: Asking, path: string): Promise<OneAnswer> {
  const pool = new Pool(url, { connections: 1 });
  try {
    return await answerOf(pool, path, await token());
  } finally {
    await pool.close();
  }
}

/** Nanoseconds on a processor (Linux, `Documentation/scheduler/sched-stats`); zero elsewhere. */
function spent(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + onProcessor(pid), 0);
}

function onProcessor(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    return 0;
  }
}

export async function sessionsOf(owner: Client, role: string): Promise<readonly number[]> {
  const { rows } = await owner.query<{ pid: number }>('select pid from pg_stat_activity where usename = $1', [role]);
  return rows.map(({ pid }) => pid);
}
