import { CommitUnknownError } from '#postgres';
import { FairQueue, ShareExceeded, type FairLimits, type ShareKind } from '#service';

/** Something that waits for a transaction. */
export interface Waits {
  readonly reject: (error: unknown) => void;
  /** It shared a transaction that failed, and has the next one alone. */
  readonly isSecond: boolean;
}

export interface Running<Result> {
  readonly result: Promise<Result>;
}

/** What is gathered, and how. */
export interface Gathering<Item, Result, Run extends Running<Result>> extends FairLimits {
  readonly kind: ShareKind;
  /** How many of those that wait share a transaction: the oldest, one at least. */
  readonly length: (waiting: readonly Item[], tenantId: string) => number;
  readonly begin: (tenantId: string, items: readonly Item[]) => Run;
  /** Answers the items. @returns those that the transaction did not take: they come before what came behind them */
  readonly end: (items: readonly Item[], result: Result, run: Run) => readonly Item[];
  /** Which items are told of a failure; those beside them have another transaction, each alone. */
  readonly isToBlame: (error: unknown, run: Run | undefined) => (at: number) => boolean;
  /** What an item is told of it. */
  readonly answerable: (error: unknown) => unknown;
  /** After each transaction, however it ended: what it took, and its milliseconds. */
  readonly onEnd?: (items: readonly Item[], ms: number) => void;
  /** Milliseconds between two looks for what waits too long, whether it does, and what it is told. */
  readonly patience?: {
    readonly everyMs: number;
    readonly isOver: (item: Item) => boolean;
    readonly error: () => Error;
  };
}

/**
 * Gathers what of one tenant waits at the same moment into one transaction; tenants have their turns by the seconds that they
 * use. What failed together is run again once, each alone and in a turn of its own, before what came after it; nothing is
 * run again within a turn.
 */
export class Gatherer<Item extends Waits, Result, Run extends Running<Result>> {
  readonly #gathering: Gathering<Item, Result, Run>;
  readonly #queue: FairQueue<Item>;
  #isScheduled = false;
  #look: NodeJS.Timeout | undefined;

  constructor(gathering: Gathering<Item, Result, Run>) {
    this.#gathering = gathering;

    this.#queue = new FairQueue(gathering);
  }

  /** Something is refused for it, or it, when too much waits. */
  add(tenantId: string, item: Item): void {
    this.#queue.add(tenantId, item)?.reject(new ShareExceeded(this.#gathering.kind));
    this.#schedule();
  }

  #schedule(): void {
    const { patience } = this.#gathering;
    if (patience !== undefined) this.#look ??= setInterval(() => this.#giveUp(patience), patience.everyMs).unref();
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // After the requests that have arrived in this turn of the event loop: they share the transaction.
    setImmediate(() => {
      this.#isScheduled = false;
      for (let turn = this.#queue.next(this.#length); turn !== undefined; turn = this.#queue.next(this.#length)) {
        void this.#run(turn.tenantId, turn.items);
      }
    });
  }

  readonly #length = (waiting: readonly Item[], tenantId: string): number => {
    const second = waiting.findIndex(isSecond);
    if (second === 0) return 1;
    const length = this.#gathering.length(waiting, tenantId);
    return second === -1 ? length : Math.min(length, second);
  };

  /** While no transaction comes back nothing else would. Nothing waits: nothing is looked at. */
  #giveUp({ isOver, error }: NonNullable<Gathering<Item, Result, Run>['patience']>): void {
    for (const item of this.#queue.removeAll(isOver)) item.reject(error());
    if (this.#queue.size > 0) return;
    clearInterval(this.#look);
    this.#look = undefined;
  }

  async #run(tenantId: string, items: readonly Item[]): Promise<void> {
    const from = performance.now();
    let run: Run | undefined;
    let left: readonly Item[] = [];
    let outstanding: Promise<unknown> | undefined;
    try {
      run = this.#gathering.begin(tenantId, items);
      left = this.#gathering.end(items, await run.result, run);
      this.#queue.putBack(tenantId, left);
    } catch (error) {
      if (error instanceof CommitUnknownError) ({ outstanding } = error);
      this.#failed(tenantId, items, { error, run });
    } finally {
      const ms = performance.now() - from;
      this.#giveBack(tenantId, ms, outstanding);
      this.#gathering.onEnd?.(left.length === 0 ? items : items.slice(0, -left.length), ms);
    }
  }

  #failed(tenantId: string, items: readonly Item[], { error, run }: { error: unknown; run: Run | undefined }): void {
    const isToBlame = this.#gathering.isToBlame(error, run);
    const again = items.filter((item, at) => {
      const isOver = items.length === 1 || isToBlame(at);
      if (isOver) item.reject(this.#gathering.answerable(error));
      return !isOver;
    });
    this.#queue.putBack(
      tenantId,
      again.map((item) => ({ ...item, isSecond: true })),
    );
  }

  /**
   * A connection whose COMMIT is not answered stands still with it (`giveBack` of libs/postgres), and the place with the
   * connection: a tenant whose commits are unknown has no more of them than it may have, and others their own.
   */
  #giveBack(tenantId: string, ms: number, outstanding: Promise<unknown> | undefined): void {
    const give = (): void => {
      this.#queue.done(tenantId, ms / 1000);
      this.#schedule();
    };
    if (outstanding === undefined) give();
    else void outstanding.then(give, give);
  }
}

function isSecond(item: Waits): boolean {
  return item.isSecond;
}
