import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { activeTenants } from './active-tenants.js';
import { HeldBytes } from './held-bytes.js';
import { Kept } from './kept.js';
import { ShareExceeded } from './share-exceeded.js';
import type { SecondsShare } from './tenant-seconds.js';
import { showHeldBytes } from './work-instruments.js';

/** Of a process whose lists are shared out among its tenants. */
const LIST_SHARE_SETTINGS = {
  TENANT_SHARE_LIST_SECONDS: Type.Number({
    default: 0.5,
    exclusiveMinimum: 0,
    description:
      'seconds of the database, and of the thread, that a tenant may take per second before its lists and searches are refused, while others want them, too',
  }),
};

/** Of one whose memory is, too. */
export const SHARE_SETTINGS = {
  ...LIST_SHARE_SETTINGS,
  // 60 MB of the heap are the process itself, and not all is charged: where a tenant was lent 80 MiB, 115 to 145 MB of 192 MiB
  // were in use behind a collection. The largest body, read and parsed, takes 48 MiB, and so much is still lent.
  SHARED_BYTES: Type.Integer({
    default: 104_857_600,
    minimum: 33_554_432,
    description:
      'bytes that all requests may hold at once: bodies, what was made of these, answers. What is lent of it is `SHARED_BYTES` less 3 × `TENANT_SHARE_BYTES`, ' +
      'at least one share; in scim-api a body takes 12 × its bytes of that, the largest (a group of 4 MiB) 48 MiB, and what can never fit is 413',
  }),
  TENANT_SHARE_BYTES: Type.Integer({
    default: 16_777_216,
    minimum: 1_048_576,
    description:
      'of `SHARED_BYTES` a tenant’s own share; three times as much is never lent: with this one raise that one, or the largest groups are 413',
  }),
};

export interface ListShareSettings {
  readonly TENANT_SHARE_LIST_SECONDS: number;
}

export interface ShareSettings extends ListShareSettings {
  readonly SHARED_BYTES: number;
  readonly TENANT_SHARE_BYTES: number;
}

/**
 * Shares that are kept whatever anybody borrows: the small requests of who has borrowed, and two others.
 */
const RESERVED_SHARES = 3;
/** What takes no more than this part of a share is small: it has a share beside what is large, and does not wait for it. */
const SMALL_PART = 8;
/** Milliseconds that a request waits for room in memory. */
export const BYTES_WAIT_MS = 10_000;
export const MAX_WAITING_FOR_BYTES_OF_TENANT = 100;
/** A list may have taken so many seconds before those of the share count. */
const LIST_BURST_SECONDS = 5;

export function listSeconds({ TENANT_SHARE_LIST_SECONDS: perSecond }: ListShareSettings): SecondsShare {
  return { perSecond, burst: LIST_BURST_SECONDS };
}

/** The memory of a process, shared out among its tenants. */
export class MemoryShares {
  readonly #held: HeldBytes;
  readonly #small: number;

  constructor({ SHARED_BYTES: all, TENANT_SHARE_BYTES: ofTenant }: ShareSettings) {
    this.#small = ofTenant / SMALL_PART;
    this.#held = new HeldBytes({
      all,
      ofTenant,
      lent: Math.max(ofTenant, all - RESERVED_SHARES * ofTenant),
      waitingOfTenant: MAX_WAITING_FOR_BYTES_OF_TENANT,
    });
    showHeldBytes(this.#held);
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
    activeTenants.note(tenantId);
    return new Hold(this.#held, tenantId, this.#small);
  }
}

type Size = 'small' | 'large';

/** Bytes that one request holds. */
export class Hold {
  readonly #held: HeldBytes;
  readonly #tenantId: string;
  readonly #small: number;
  readonly #parts: Record<Size, number> = { small: 0, large: 0 };
  #isClosed = false;
  #giveUp: (() => void) | undefined;

  constructor(held: HeldBytes, tenantId: string, small: number) {
    this.#held = held;
    this.#tenantId = tenantId;
    this.#small = small;
  }

  get #bytes(): number {
    return this.#parts.small + this.#parts.large;
  }

  /**
   * Holds so many more, at once where there is room.
   *
   * @throws ShareExceeded when there is none within BYTES_WAIT_MS, or too much of the tenant waits
   */
  async add(bytes: number): Promise<void> {
    if (!this.addAtOnce(bytes)) await this.#wait(this.#sizeOf(bytes), bytes);
  }

  /** The same where nothing is waited for; false: there is no room at this moment, and nothing more is held. */
  addAtOnce(bytes: number): boolean {
    if (this.#isClosed) return true;
    const size = this.#sizeOf(bytes);
    if (!this.#held.take(this.#shareOf(size), bytes)) return false;
    this.#parts[size] += bytes;
    return true;
  }

  /** Holds at least so many, if there is room at this moment. @throws ShareExceeded */
  reach(bytes: number): void {
    const more = bytes - this.#bytes;
    if (this.#isClosed || more <= 0) return;
    const size = this.#sizeOf(more);
    if (!this.#held.take(this.#shareOf(size), more)) throw new ShareExceeded('bytes');
    this.#parts[size] += more;
  }

  /** Holds at least so many, whether or not there is room: what was done is answered. */
  force(bytes: number): void {
    const more = bytes - this.#bytes;
    if (this.#isClosed || more <= 0) return;
    const size = this.#sizeOf(more);
    this.#held.force(this.#shareOf(size), more);
    this.#parts[size] += more;
  }

  /** Holds no more than so many. */
  shrink(bytes: number): void {
    for (const size of ['large', 'small'] as const) {
      const given = Math.min(this.#parts[size], this.#bytes - bytes);
      if (given <= 0) continue;
      this.#parts[size] -= given;
      this.#held.give(this.#shareOf(size), given);
    }
  }

  /**
   * What is held from now on is an answer of so many bytes: to a question, which may be refused for want of room, or to what
   * was done. @throws ShareExceeded
   */
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

  #sizeOf(bytes: number): Size {
    return bytes > this.#small ? 'large' : 'small';
  }

  #shareOf(size: Size): string {
    return size === 'large' ? `${this.#tenantId} large` : this.#tenantId;
  }

  #wait(size: Size, bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        this.#giveUp = undefined;
        this.#parts[size] += bytes;
        resolve();
      };
      const leave = this.#held.wait(this.#shareOf(size), bytes, begin);
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

const holds = new Kept<FastifyRequest, Hold>();

/** What this request holds, closed with its answer. */
export function holdOf(request: FastifyRequest): Hold | undefined {
  return holds.get(request);
}

export function rememberHold(request: FastifyRequest, hold: Hold): void {
  holds.set(request, hold);
}
