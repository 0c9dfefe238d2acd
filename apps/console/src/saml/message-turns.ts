import { setTimeout as timeout } from 'node:timers/promises';
import { ShareExceeded, SharedPlaces, type PlacesOptions } from '#service';

/** From where a message comes, and whether its answer is still waited for. */
export interface Sender {
  /** The /24 of IPv4, the /48 of IPv6. */
  readonly network: string;
  /** Characters of the message. */
  readonly size: number;
  readonly gone?: AbortSignal | undefined;
}

/** Reads a message when it is its turn. */
export type Reading = <Result>(work: () => Result | Promise<Result>) => Promise<Result>;

/** Characters of what waits, of everybody and of one network. The largest form has half of 1 MiB, a message of Entra 14,000. */
export const MOST_WAITING_SIZE = 4 * 1024 * 1024;
export const MOST_WAITING_SIZE_OF_NETWORK = MOST_WAITING_SIZE / 4;

/** There is one thread: of two places one is always left to whoever else comes while a network rests. */
const PLACES: PlacesOptions = {
  kind: 'message',
  places: 2,
  placesOfTenant: 1,
  waiting: 256,
  waitingOfTenant: 64,
  waitMs: 10_000,
};

/** So many times as long as something was read for nothing, the place rests: one network has a tenth of the thread, all have a fifth. */
const RESTS = 9;
/** Where the thread is busy, much of what a reading lasts is others'. */
const LONGEST_REST_MS = 1_000;

/**
 * To read a message of SAML takes the only thread for 15 to 40 ms, and anybody may send one: 64 connections took it from
 * everybody. Each network has its turns, one message at a time, and its place rests after what vouched for nobody. Who sends a
 * right one waits for nobody’s rest but that of their own network.
 */
export class MessageTurns {
  readonly #rest: (ms: number) => Promise<unknown>;
  readonly #places = new SharedPlaces(PLACES);
  readonly #sizes = new Map<string, number>();
  #size = 0;

  constructor(rest: (ms: number) => Promise<unknown> = (ms) => timeout(ms, undefined, { ref: false })) {
    this.#rest = rest;
  }

  /** What vouches for somebody, or throws. @throws ShareExceeded when too much of the network waits, or this too long */
  judge<Result>(sender: Sender, work: () => Result | Promise<Result>): Promise<Result> {
    return this.#take(sender, { work, isVouching: true });
  }

  /** What vouches for nobody yet, whatever it finds. @throws ShareExceeded */
  look<Result>(sender: Sender, work: () => Result | Promise<Result>): Promise<Result> {
    return this.#take(sender, { work, isVouching: false });
  }

  async #take<Result>(sender: Sender, turn: Turn<Result>): Promise<Result> {
    this.#hold(sender);
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const { network: tenantId, gone } = sender;
    // The answer does not wait for the rest: only what comes next does.
    this.#places.run({ tenantId, gone }, () => this.#read(turn, { resolve, reject })).catch(reject);
    try {
      return await promise;
    } finally {
      this.#release(sender);
    }
  }

  async #read<Result>({ work, isVouching }: Turn<Result>, { resolve, reject }: Settling<Result>): Promise<void> {
    const begun = performance.now();
    let isRight = isVouching;
    try {
      resolve(await work());
    } catch (error) {
      isRight = false;
      reject(error);
    }
    if (!isRight) await this.#rest(Math.min(LONGEST_REST_MS, (performance.now() - begun) * RESTS));
  }

  #hold({ network, size }: Sender): void {
    const own = (this.#sizes.get(network) ?? 0) + size;
    const isTooMuch = own > MOST_WAITING_SIZE_OF_NETWORK || this.#size + size > MOST_WAITING_SIZE;
    if (isTooMuch) throw new ShareExceeded('message', PLACES.waitMs / 1_000);
    this.#sizes.set(network, own);
    this.#size += size;
  }

  #release({ network, size }: Sender): void {
    const own = (this.#sizes.get(network) ?? 0) - size;
    if (own > 0) this.#sizes.set(network, own);
    else this.#sizes.delete(network);
    this.#size -= size;
  }
}

interface Turn<Result> {
  readonly work: () => Result | Promise<Result>;
  readonly isVouching: boolean;
}

interface Settling<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}
