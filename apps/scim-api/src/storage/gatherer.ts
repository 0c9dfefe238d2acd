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
  /**
   * Milliseconds for which what comes behind a transaction of its tenant waits for its end, and shares the next one: two that
   * are under way at once halve what each carries, and its price is mostly its own.
   */
  readonly gatherMs: number;
  /**
   * Whether what waits may be parted: then one, behind a transaction of its tenant, takes half of what waits and of what was answered.
   * Clients that wait for their answers come again, and would else meet as they met once, seven in one transaction and the eighth, whom
   * all of them then wait for, in the next. What is left may pass what was taken.
   */
  readonly mayPart?: (waiting: readonly Item[]) => boolean;
  /** It goes alone, or is large: what comes beside it makes its transaction no cheaper, so it waits for nothing. */
  readonly isEnough?: (item: Item) => boolean;
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
  /** Of each tenant that has transactions under way, when the last of them began. */
  readonly #begun = new Map<string, Begun>();
  /** How many the transactions have answered that ended since the last look at what waits. */
  readonly #answered = new Map<string, number>();
  #isScheduled = false;
  #look: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;

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
      const next = () => this.#queue.next(this.#part, this.#isReady);
      for (let turn = next(); turn !== undefined; turn = next()) void this.#run(turn.tenantId, turn.items);
      this.#answered.clear();
    });
  }

  /** What waits for others is looked at when a transaction of its tenant ends, and when it has waited long enough. */
  readonly #isReady = (waiting: readonly Item[], tenantId: string): boolean => {
    const { gatherMs, isEnough } = this.#gathering;
    const [first] = waiting;
    const begun = this.#begun.get(tenantId);
    if (begun === undefined || first === undefined || isSecond(first) || isEnough?.(first) === true) return true;
    const left = begun.at + gatherMs - performance.now();
    // More than one transaction takes gains nothing by waiting.
    if (left <= 0 || this.#length(waiting, tenantId) < waiting.length) return true;
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.#schedule();
    }, left);
    return false;
  };

  readonly #part = (waiting: readonly Item[], tenantId: string): number => {
    const length = this.#length(waiting, tenantId);
    const answered = this.#answered.get(tenantId);
    if (answered === undefined || this.#begun.has(tenantId)) return length;
    if (this.#gathering.mayPart?.(waiting) !== true) return length;
    return Math.min(length, Math.ceil((waiting.length + answered) / 2));
  };

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
    this.#begin(tenantId, from);
    let run: Run | undefined;
    let left: readonly Item[] = [];
    let outstanding: Promise<unknown> | undefined;
    try {
      run = this.#gathering.begin(tenantId, items);
      left = this.#gathering.end(items, await run.result, run);
      this.#queue.putBack(tenantId, left);
      this.#answered.set(tenantId, items.length - left.length);
    } catch (error) {
      if (error instanceof CommitUnknownError) ({ outstanding } = error);
      this.#failed(tenantId, items, { error, run });
    } finally {
      const ms = performance.now() - from;
      this.#giveBack(tenantId, ms, outstanding);
      this.#gathering.onEnd?.(left.length === 0 ? items : items.slice(0, -left.length), ms);
    }
  }

  #begin(tenantId: string, at: number): void {
    const running = (this.#begun.get(tenantId)?.running ?? 0) + 1;
    this.#begun.set(tenantId, { at, running });
  }

  #end(tenantId: string): void {
    const begun = this.#begun.get(tenantId);
    if (begun === undefined) return;
    begun.running -= 1;
    if (begun.running === 0) this.#begun.delete(tenantId);
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
      this.#end(tenantId);
      this.#queue.done(tenantId, ms / 1000);
      this.#schedule();
    };
    if (outstanding === undefined) give();
    else void outstanding.then(give, give);
  }
}

interface Begun {
  readonly at: number;
  running: number;
}

function isSecond(item: Waits): boolean {
  return item.isSecond;
}
