import { FairQueue, type FairLimits } from './fair-queue.js';
import { activeTenants, type ActiveTenants } from './active-tenants.js';
import { ShareExceeded, type ShareKind } from './share-exceeded.js';
import { TenantSeconds, type SecondsShare } from './tenant-seconds.js';

export interface PlacesOptions extends FairLimits {
  readonly kind: ShareKind;
  /** Beyond it a tenant is refused while others want places, too. */
  readonly seconds?: SecondsShare;
  /** Milliseconds that something waits for its turn. */
  readonly waitMs: number;
}

/** Who asks, and whether the answer is still waited for. */
export interface Asker {
  readonly tenantId: string;
  readonly gone?: AbortSignal | undefined;
}

interface Waiting {
  readonly begin: () => void;
  readonly refuse: (error: unknown) => void;
}

/** Places to work in (connections of a pool), which tenants have in turn, by the seconds that they use. */
export class SharedPlaces {
  readonly #options: PlacesOptions;
  readonly #now: () => number;
  readonly #active: ActiveTenants;
  readonly #queue: FairQueue<Waiting>;
  readonly #seconds: TenantSeconds | undefined;
  /** Of these, those of the thread: everybody wants it, whatever for. */
  readonly #thread: TenantSeconds | undefined;

  constructor(
    options: PlacesOptions,
    now: () => number = () => performance.now(),
    active: ActiveTenants = activeTenants,
  ) {
    this.#options = options;
    this.#now = now;
    this.#active = active;
    const { seconds } = options;
    this.#queue = new FairQueue(options);
    this.#seconds = seconds === undefined ? undefined : new TenantSeconds(seconds, now);
    this.#thread = seconds === undefined ? undefined : new TenantSeconds(seconds, now);
  }

  /**
   * Before the first turn of a request. @throws ShareExceeded when the tenant has used its seconds and others want places, or
   * has used them of the thread alone and others are there at all
   */
  admit(tenantId: string): void {
    const isWanted = this.#queue.isWantedBeside(tenantId);
    const seconds = (isWanted ? this.#seconds : this.#thread)?.waitOf(tenantId) ?? 0;
    if (seconds > 0 && (isWanted || this.#active.hasBeside(tenantId)))
      throw new ShareExceeded(this.#options.kind, seconds);
  }

  /** Counts milliseconds for which something of the tenant held the thread. */
  chargeThread(tenantId: string, ms: number): void {
    this.#seconds?.charge(tenantId, ms / 1000);
    this.#thread?.charge(tenantId, ms / 1000);
  }

  /**
   * Runs `work` in a place when it is the tenant's turn. What it takes is counted whether or not it succeeds.
   *
   * @throws ShareExceeded when too much of the tenant waits, or this too long
   */
  async run<Result>(asker: Asker, work: () => Promise<Result>): Promise<Result> {
    asker.gone?.throwIfAborted();
    await this.#turn(asker);
    const begun = this.#now();
    try {
      asker.gone?.throwIfAborted();
      return await work();
    } finally {
      const seconds = (this.#now() - begun) / 1000;
      this.#seconds?.charge(asker.tenantId, seconds);
      this.#queue.done(asker.tenantId, seconds);
      this.#begin();
    }
  }

  #turn({ tenantId, gone }: Asker): Promise<void> {
    return new Promise((resolve, reject) => {
      const timers: NodeJS.Timeout[] = [];
      const state = { isOver: false };
      const over = (settle: () => void): void => {
        state.isOver = true;
        timers.forEach((timer) => clearTimeout(timer));
        gone?.removeEventListener('abort', onGone);
        settle();
      };
      const waiting: Waiting = { begin: () => over(resolve), refuse: (error) => over(() => reject(error)) };
      const leave = (error: unknown): void => {
        if (this.#queue.remove(tenantId, (one) => one === waiting).length > 0) waiting.refuse(error);
      };
      const onGone = (): void => leave(gone?.reason);
      this.#queue.add(tenantId, waiting)?.refuse(new ShareExceeded(this.#options.kind, this.#options.waitMs / 1000));
      this.#begin();
      if (state.isOver) return;
      timers.push(setTimeout(() => leave(new ShareExceeded(this.#options.kind)), this.#options.waitMs));
      gone?.addEventListener('abort', onGone, { once: true });
    });
  }

  #begin(): void {
    for (let turn = this.#queue.next(); turn !== undefined; turn = this.#queue.next()) turn.items[0]?.begin();
  }
}
