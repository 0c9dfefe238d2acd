import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { countedAs, plainIp } from './client-address.js';
import { Kept } from './kept.js';
import { watchAsked } from './pipelined.js';

/** Of a process by default: each costs 10 to 15 kB while nothing is asked on it. */
export const MAX_CONNECTIONS = 2_000;
/** Of its internal listener: scrapes, probes and operators. */
export const MAX_INTERNAL_CONNECTIONS = 200;

export interface ConnectionBounds {
  readonly most: number;
  /** Those who forward for many have no share of their own. */
  readonly isProxy?: (address: string) => boolean;
}

/** Connections of one address. */
interface Holder {
  open: number;
  readonly isProxy: boolean;
  /** On which no whole request is under way, since the longest first. */
  readonly waiting: Set<Socket>;
  /** On which one is, of which the body may not have come or the answer not have gone, and nobody was ever let in. */
  readonly strange: Set<Socket>;
}

/**
 * Takes no more connections than `most`, and of one address (as failed credentials count it) no more than half of them. Who
 * has its share, or whoever has most when all places are taken, makes room first: its connection is ended that has waited
 * longest without a whole request, be it idle or at half a header; else the one that strangers have asked something on for
 * longest, be it at half a body. Where who was let in has all of them a new one is closed.
 */
export function boundConnections(server: Server, { most, isProxy = () => false }: ConnectionBounds): void {
  const places = new Places(most, isProxy);
  server.on('connection', (socket: Socket) => places.take(socket));
}

class Places {
  readonly #most: number;
  readonly #isProxy: (address: string) => boolean;
  readonly #holders = new Map<string, Holder>();
  readonly #holderOf = new Kept<Socket, Holder>();
  #open = 0;

  constructor(most: number, isProxy: (address: string) => boolean) {
    this.#most = most;
    this.#isProxy = isProxy;
  }

  take(socket: Socket): void {
    const address = plainIp(socket.remoteAddress ?? '') ?? 'unknown';
    const key = countedAs(address);
    const isProxy = this.#isProxy(address);
    const holder = this.#holders.get(key) ?? { open: 0, isProxy, waiting: new Set(), strange: new Set() };
    if (!this.#hasRoom(holder)) return void socket.destroy();
    this.#holders.set(key, holder);
    this.#holderOf.set(socket, holder);
    holder.waiting.add(socket);
    this.#watch(socket, holder);
    holder.open += 1;
    this.#open += 1;
    socket.once('close', () => {
      this.#leave(socket);
      if (holder.open === 0) this.#holders.delete(key);
    });
  }

  #watch(socket: Socket, { waiting, strange }: Holder): void {
    let isKnown = false;
    watchAsked(socket, {
      onChange: (isAsked) => {
        if (!this.#holderOf.has(socket)) return;
        (isAsked ? waiting : strange).delete(socket);
        if (!isAsked) waiting.add(socket);
        else if (!isKnown) strange.add(socket);
      },
      onLetIn: () => {
        isKnown = true;
        strange.delete(socket);
      },
    });
  }

  #hasRoom(holder: Holder): boolean {
    if (!holder.isProxy && holder.open >= Math.ceil(this.#most / 2)) return this.#end(holder);
    return this.#open < this.#most || this.#end(this.#largest('waiting') ?? this.#largest('strange'));
  }

  /** Whoever has most, of those that can give such a one up; who forwards for many is the last. */
  #largest(of: 'waiting' | 'strange'): Holder | undefined {
    let found: Holder | undefined;
    for (const holder of this.#holders.values()) {
      if (holder[of].size === 0) continue;
      if (found === undefined || isLarger(holder, found)) found = holder;
    }
    return found;
  }

  #end(holder: Holder | undefined): boolean {
    const [oldest] = holder === undefined ? [] : holder.waiting.size > 0 ? holder.waiting : holder.strange;
    if (oldest === undefined) return false;
    this.#leave(oldest);
    oldest.destroy();
    return true;
  }

  #leave(socket: Socket): void {
    const holder = this.#holderOf.get(socket);
    if (holder === undefined) return;
    this.#holderOf.delete(socket);
    holder.waiting.delete(socket);
    holder.strange.delete(socket);
    holder.open -= 1;
    this.#open -= 1;
  }
}

function isLarger(one: Holder, other: Holder): boolean {
  return one.isProxy === other.isProxy ? one.open > other.open : other.isProxy;
}
