/**
 * A process of its own, so that what it costs to make requests is not in its neighbour's times. Takes an {@link Order} by
 * message and follows it until the next comes; answers each with how its requests were answered.
 */
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../fuzz/random.js';
import type { Genome, HttpRequest, Loot } from './attack.js';
import { KINDS } from './kinds.js';

export interface Order {
  readonly places: Readonly<Record<HttpRequest['to'], Place>>;
  readonly genome: Genome | null;
  readonly seed: number;
  readonly loot: Loot;
}

export interface Place {
  readonly url: string;
  /** By which it knows the attacker, or who it pretends to be. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Requests by their answer's status; 0: none came. */
export type Answered = Readonly<Record<string, number>>;

/** A real attacker does not mind being refused, but one that only burns its own processor proves nothing. */
const AFTER_REFUSAL_MS = 20;
const GIVE_UP_MS = 20_000;

let current = 0;
let answered: Record<string, number> = {};
let agents: Agent[] = [];

process.on('message', (order: Order) => {
  current += 1;
  process.send?.(answered);
  answered = {};
  // What the last order left under way is not the next one's burden.
  for (const agent of agents) agent.destroy();
  agents = [];
  const { genome } = order;
  if (genome === null) return;
  for (let at = 0; at < (genome.genes.connections ?? 1); at += 1) void work(order, genome, at);
});

/** One request after the other, on a connection of its own. */
async function work({ places, seed, loot }: Order, genome: Genome, at: number): Promise<void> {
  const mine = current;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  const random = new Random(seed + at);
  const kind = KINDS[genome.kind];
  while (mine === current && kind !== undefined) {
    const status = await send(kind.request(genome.genes, loot, random), places, agent);
    if (mine !== current) return;
    answered[status] = (answered[status] ?? 0) + 1;
    if (status === 0 || status >= 400) await pause(AFTER_REFUSAL_MS);
  }
}

function send(wanted: HttpRequest, places: Order['places'], agent: Agent): Promise<number> {
  const { url, headers: known } = places[wanted.to];
  const { body, type = 'application/scim+json' } = wanted;
  const ofBody = body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  const headers = { ...known, ...ofBody };
  return new Promise((resolve) => {
    const { unread } = wanted;
    const sent = httpRequest(url + wanted.path, { method: wanted.method, headers, agent }, (response) => {
      const status = response.statusCode ?? 0;
      response.on('error', () => resolve(0));
      response.on('close', () => resolve(status));
      if (unread === undefined) response.resume();
      else void pause(unread).then(() => sent.destroy());
    });
    sent.setTimeout(GIVE_UP_MS, () => sent.destroy());
    sent.on('error', () => resolve(0));
    sent.end(body);
  });
}
