import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { HeldBytes } from './held-bytes.js';
import { ShareExceeded } from './share-exceeded.js';
import type { SecondsShare } from './tenant-seconds.js';

/** Of a process whose lists are shared out among its tenants. */
export const LIST_SHARE_SETTINGS = {
  /** Seconds of work in the database that a tenant's lists and searches may take per second, while others want them, too. */
  TENANT_SHARE_LIST_SECONDS: Type.Number({ default: 0.5, exclusiveMinimum: 0 }),
};

/** Of one whose memory is, too. */
export const SHARE_SETTINGS = {
  ...LIST_SHARE_SETTINGS,
  /** Bytes of memory that all requests may hold at once: their bodies, what was made of these, and their answers. */
  SHARED_BYTES: Type.Integer({ default: 134_217_728, minimum: 33_554_432 }),
  /** Of these, a tenant's own share; twice as much is never lent to those who hold more. */
  TENANT_SHARE_BYTES: Type.Integer({ default: 16_777_216, minimum: 1_048_576 }),
};

export interface ListShareSettings {
  readonly TENANT_SHARE_LIST_SECONDS: number;
}

export interface ShareSettings extends ListShareSettings {
  readonly SHARED_BYTES: number;
  readonly TENANT_SHARE_BYTES: number;
}

/** Shares that are kept for whoever comes, whatever the others hold. */
const RESERVED_SHARES = 2;
/** Milliseconds that a request waits for room in memory. */
export const BYTES_WAIT_MS = 10_000;
export const MAX_WAITING_FOR_BYTES_OF_TENANT = 100;
/** A list may have taken so many seconds before those of the share count. */
export const LIST_BURST_SECONDS = 5;

export function listSeconds({ TENANT_SHARE_LIST_SECONDS: perSecond }: ListShareSettings): SecondsShare {
  return { perSecond, burst: LIST_BURST_SECONDS };
}

/** The memory of a process, shared out among its tenants. */
export class MemoryShares {
  readonly #held: HeldBytes;

  constructor({ SHARED_BYTES: all, TENANT_SHARE_BYTES: ofTenant }: ShareSettings) {
    this.#held = new HeldBytes({
      all,
      ofTenant,
      lent: Math.max(ofTenant, all - RESERVED_SHARES * ofTenant),
      waitingOfTenant: MAX_WAITING_FOR_BYTES_OF_TENANT,
    });
  }

  /** Bytes that are held, of all tenants. */
  get held(): number {
    return this.#held.all;
  }

  canEverFit(bytes: number): boolean {
    return this.#held.canEverFit(bytes);
  }

  /** What the request holds from now until it is closed; nothing yet. */
  open(tenantId: string): Hold {
    return new Hold(this.#held, tenantId);
  }
}

/** Bytes that one request holds. */
export class Hold {
  #bytes = 0;
  #isClosed = false;
  #giveUp: (() => void) | undefined;

  constructor(
    private readonly held: HeldBytes,
    private readonly tenantId: string,
  ) {}

  /**
   * Holds so many more, at once where there is room.
   *
   * @throws ShareExceeded when there is none within BYTES_WAIT_MS, or too much of the tenant waits
   */
  async add(bytes: number): Promise<void> {
    if (this.#isClosed) return;
    if (this.held.take(this.tenantId, bytes)) this.#bytes += bytes;
    else await this.#wait(bytes);
  }

  /** Holds at least so many, if there is room at this moment. @throws ShareExceeded */
  reach(bytes: number): void {
    if (this.#isClosed || bytes <= this.#bytes) return;
    if (!this.held.take(this.tenantId, bytes - this.#bytes)) throw new ShareExceeded('bytes');
    this.#bytes = bytes;
  }

  /** Holds at least so many, whether or not there is room: what was done is answered. */
  force(bytes: number): void {
    if (this.#isClosed || bytes <= this.#bytes) return;
    this.held.force(this.tenantId, bytes - this.#bytes);
    this.#bytes = bytes;
  }

  /** Holds no more than so many. */
  shrink(bytes: number): void {
    if (bytes >= this.#bytes) return;
    const given = this.#bytes - bytes;
    this.#bytes = bytes;
    this.held.give(this.tenantId, given);
  }

  /** What is held from now on is an answer of so many bytes, to a question (`refuses`) or to what was done. @throws ShareExceeded */
  settle(bytes: number, { refuses }: { readonly refuses: boolean }): void {
    this.shrink(bytes);
    if (refuses) this.reach(bytes);
    else this.force(bytes);
  }

  /** Once the answer is sent, or nobody waits for it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#giveUp?.();
    this.shrink(0);
  }

  #wait(bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        this.#giveUp = undefined;
        this.#bytes += bytes;
        resolve();
      };
      const leave = this.held.wait(this.tenantId, bytes, begin);
      const refuse = (): void => {
        clearTimeout(timer);
        this.#giveUp = undefined;
        leave?.();
        reject(new ShareExceeded('bytes'));
      };
      const timer = setTimeout(refuse, BYTES_WAIT_MS);
      if (leave === null) refuse();
      else this.#giveUp = refuse;
    });
  }
}

const holds = new WeakMap<FastifyRequest, Hold>();

/** What this request holds, closed with its answer. */
export function holdOf(request: FastifyRequest): Hold | undefined {
  return holds.get(request);
}

export function rememberHold(request: FastifyRequest, hold: Hold): void {
  holds.set(request, hold);
}
