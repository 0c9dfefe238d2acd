import { bulkReferences, isCreation, orderingSteps, ScimError, type BulkRequest } from '#scim';
import { inTurns, turns } from '#turns';
import type { GroupDecision } from '../groups/group-change.js';
import type { UserDecision } from '../users/user-change.js';
import type { WriteRequest } from '../writes/write-request.js';
import { MAX_BLOCK, type BlockStep, type BulkWrites, type Settled } from './bulk-writes.js';
import { prepareAll, type BulkRules, type Prepared, type Write } from './prepare.js';

/** After so many transactions in a row that found no database the rest is not tried: each try may take long. */
export const MAX_UNAVAILABLE_IN_A_ROW = 3;

/** What became of an operation. */
export type Outcome =
  | { readonly kind: 'created' | 'changed' | 'unchanged'; readonly version: number }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'failed'; readonly error: ScimError };

export interface Processed {
  readonly operation: BulkRequest['operations'][number];
  readonly prepared: Prepared;
  readonly outcome: Outcome;
}

export interface BulkContext {
  readonly tenantId: string;
  readonly rules: BulkRules;
  readonly writes: BulkWrites;
  readonly newId: () => string;
  /** The request as that of the operation at `index`, at this moment. */
  readonly requestOf: (index: number) => WriteRequest;
  /** What a write that threw is answered with. */
  readonly answerOf: (error: unknown) => ScimError;
}

/**
 * RFC 7644 §3.7: each operation is a write of its own, in the order of `orderSteps`. The ids of what is created are given
 * out first, so that a reference is an id before anything runs. Creations that refer to each other in a circle are made
 * in one transaction or not at all: nothing is stored that names what does not exist. Consecutive changes of users share
 * transactions. The answer has the operations that were processed, as they were sent.
 */
export async function runBulk(request: BulkRequest, context: BulkContext): Promise<readonly Processed[]> {
  const creations = request.operations.filter(isCreation);
  const ids = new Map(creations.map(({ bulkId }) => [bulkId, context.newId()]));
  const turn = turns.begin(context.tenantId);
  const prepared = await inTurns(prepareAll(request.operations, context.rules, ids), turn);
  const run = new BulkRun(request, prepared, context);
  await run.all();
  return run.processed();
}

class BulkRun {
  readonly #operations: BulkRequest['operations'];
  readonly #prepared: readonly Prepared[];
  readonly #needs: readonly (readonly number[])[];
  readonly #outcomes = new Map<number, Outcome>();
  readonly #failOnErrors: number;
  /** Changes of users that wait for more to share their transaction. */
  #block: number[] = [];
  #failures = 0;
  #unavailable = 0;

  constructor(
    request: BulkRequest,
    prepared: readonly Prepared[],
    private readonly context: BulkContext,
  ) {
    this.#operations = request.operations;
    this.#failOnErrors = request.failOnErrors ?? Infinity;
    const creations = request.operations.filter(isCreation);
    const places = new Map(creations.map(({ bulkId, index }) => [bulkId, index]));
    this.#prepared = prepared;
    this.#needs = request.operations.map((operation) =>
      'error' in operation ? [] : bulkReferences(operation).flatMap((bulkId) => places.get(bulkId) ?? []),
    );
  }

  async all(): Promise<void> {
    const steps = this.#operations.map((_, index) => ({ needs: this.#needsOf(index), touches: this.#touches(index) }));
    for (const unit of await inTurns(orderingSteps(steps), turns.begin(this.context.tenantId))) {
      const [index] = unit;
      if (this.#isOver() || index === undefined) return;
      if (unit.length > 1) await this.#circle(unit);
      else await this.#single(index);
    }
    await this.#flush();
  }

  processed(): readonly Processed[] {
    return this.#operations.flatMap((operation, index) => {
      const [prepared, outcome] = [this.#prepared[index], this.#outcomes.get(index)];
      return prepared === undefined || outcome === undefined ? [] : [{ operation, prepared, outcome }];
    });
  }

  async #single(index: number): Promise<void> {
    const refusal = this.#refusalOf(index);
    const write = refusal ?? this.#writeOf(index);
    if (write instanceof ScimError) {
      // Only where failures are counted must those before it be over.
      if (this.#failOnErrors !== Infinity) await this.#flush();
      if (!this.#isOver()) this.#fail(index, write);
    } else if (write.kind === 'user') {
      this.#block.push(index);
      if (this.#block.length === MAX_BLOCK) await this.#flush();
    } else {
      await this.#alone(index);
    }
  }

  /** Changes of groups and deletions have a transaction of their own each, as those of single requests. */
  async #alone(index: number): Promise<void> {
    await this.#flush();
    if (this.#isOver()) return;
    // What it needs may have failed a moment ago.
    const write = this.#refusalOf(index) ?? this.#writeOf(index);
    if (write instanceof ScimError) return this.#fail(index, write);
    await this.#attempt([index], async () => this.#note(index, outcomeOf(await this.#execute(write))));
  }

  async #flush(): Promise<void> {
    let block: readonly number[] = this.#block;
    this.#block = [];
    while (block.length > 0 && !this.#isOver()) block = await this.#write(block);
  }

  /** @returns what one transaction did not take: not what needed an operation that failed in it */
  async #write(block: readonly number[]): Promise<readonly number[]> {
    const { tenantId, writes } = this.context;
    const steps = block.flatMap((index) => this.#stepOf(index, block));
    let taken = block.length;
    await this.#attempt(block, async () => {
      const settled = await writes.changeUsers({ tenantId, steps, stopAfter: this.#failOnErrors - this.#failures });
      settled.forEach((one, place) => this.#settle(block[place] ?? -1, one));
      taken = settled.length;
    });
    return block.slice(taken).filter((index) => {
      const refusal = this.#isOver() ? null : this.#refusalOf(index);
      if (refusal !== null) this.#fail(index, refusal);
      return refusal === null;
    });
  }

  #stepOf(index: number, block: readonly number[]): BlockStep[] {
    const write = this.#writeOf(index);
    if (write instanceof ScimError || write.kind !== 'user') return [];
    const needs = this.#needsOf(index).flatMap((need) => (block.includes(need) ? [block.indexOf(need)] : []));
    const without = (place: number, error: unknown): ScimError =>
      withoutNeeded(index, block[place] ?? -1, this.context.answerOf(error));
    return [{ change: write.change, needs, without }];
  }

  #settle(index: number, settled: Settled): void {
    if (settled.kind === 'failed') this.#fail(index, this.context.answerOf(settled.error));
    else this.#note(index, outcomeOf(settled));
  }

  /** RFC 7644 §3.7.1. */
  async #circle(unit: readonly number[]): Promise<void> {
    await this.#flush();
    if (this.#isOver()) return;
    const writes = unit.map((index) => this.#refusalOf(index) ?? this.#writeOf(index));
    const refused = new Map(writes.flatMap((write, at) => (write instanceof ScimError ? [[at, write] as const] : [])));
    if (refused.size > 0) return this.#failCircle(unit, refused);
    const users = writes.flatMap((write) => (isWrite(write) && write.kind === 'user' ? [write.change] : []));
    const groups = writes.flatMap((write) => (isWrite(write) && write.kind === 'group' ? [write.change] : []));
    if (users.length > 0 && groups.length > 0) {
      for (const index of unit) this.#fail(index, mixedCircle(index));
      return;
    }
    const { tenantId, writes: store } = this.context;
    await this.#attempt(unit, async () => {
      const done =
        users.length > 0
          ? await store.createUsersTogether(tenantId, users)
          : await store.createGroupsTogether(tenantId, groups);
      if (done.kind === 'refused') return this.#failCircle(unit, done.refusals);
      done.decisions.forEach((decision, at) => this.#note(unit[at] ?? -1, outcomeOf(decision)));
    });
  }

  /** `refusals` by place in the unit; the others go with them. */
  #failCircle(unit: readonly number[], refusals: ReadonlyMap<number, ScimError>): void {
    const [[first, cause] = [0, undefined]] = refusals;
    unit.forEach((index, at) => {
      const own = refusals.get(at);
      if (own !== undefined) this.#fail(index, own);
      else if (cause !== undefined) this.#fail(index, withoutNeeded(index, unit[first] ?? -1, cause));
    });
  }

  /** Runs a transaction for these operations; when it throws, all of them failed. */
  async #attempt(indexes: readonly number[], run: () => Promise<void>): Promise<void> {
    try {
      if (this.#unavailable >= MAX_UNAVAILABLE_IN_A_ROW) throw new ScimError('unavailable');
      await run();
      this.#unavailable = 0;
    } catch (error) {
      const answer = this.context.answerOf(error);
      if (answer.status === 503) this.#unavailable += 1;
      for (const index of indexes) {
        if (!this.#isOver()) this.#fail(index, answer);
      }
    }
  }

  #execute(write: Write): Promise<UserDecision | GroupDecision> {
    const { writes } = this.context;
    switch (write.kind) {
      case 'userDeletion':
        return writes.deleteUser(write.change);
      case 'groupDeletion':
        return writes.deleteGroup(write.change);
      case 'group':
        return writes.changeGroup(write.change);
      case 'user':
        throw new Error('changes of users are written in blocks');
    }
  }

  /** What a later operation must not overtake: the resource, and each name that it may take. */
  #touches(index: number): readonly string[] {
    const write = this.#writeOf(index);
    if (write instanceof ScimError) return [];
    if ('userId' in write.change) {
      return [write.change.userId, ...write.change.names.map((name) => `user/${name}`)];
    }
    const { groupId, name } = write.change;
    return name === null ? [groupId] : [groupId, `group/${name}`];
  }

  #writeOf(index: number): Write | ScimError {
    const write = this.#prepared[index]?.write;
    if (write === undefined || write instanceof ScimError) return write ?? new ScimError('internal');
    return write(this.context.requestOf(index));
  }

  /** Why the operation cannot run, as far as that is known: what it names was not created. */
  #refusalOf(index: number): ScimError | null {
    for (const need of this.#needsOf(index)) {
      const outcome = this.#outcomes.get(need);
      if (outcome?.kind === 'failed' && need !== index) return withoutNeeded(index, need, outcome.error);
    }
    return null;
  }

  #needsOf(index: number): readonly number[] {
    return (this.#needs[index] ?? []).filter((need) => need !== index);
  }

  #note(index: number, outcome: Outcome): void {
    this.#outcomes.set(index, outcome);
    if (outcome.kind === 'failed') this.#failures += 1;
  }

  #fail(index: number, error: ScimError): void {
    this.#note(index, { kind: 'failed', error });
  }

  #isOver(): boolean {
    return this.#failures >= this.#failOnErrors;
  }
}

function isWrite(write: Write | ScimError): write is Write {
  return !(write instanceof ScimError);
}

function outcomeOf(decision: UserDecision | GroupDecision): Outcome {
  switch (decision.kind) {
    case 'refused':
      return { kind: 'failed', error: decision.error };
    case 'deleted':
      return { kind: 'deleted' };
    default: {
      const { version } = 'user' in decision ? decision.user : decision.group;
      if (decision.kind === 'unchanged') return { kind: 'unchanged', version };
      return { kind: decision.created ? 'created' : 'changed', version };
    }
  }
}

/** After a 503 it may exist all the same: then the client is asked to repeat this operation, too. */
function withoutNeeded(index: number, needed: number, cause: ScimError): ScimError {
  return new ScimError(
    cause.status >= 500 ? 'unavailable' : 'failed-reference',
    `Operations[${index}]: refers to what Operations[${needed}] creates, which failed; send both again.`,
  );
}

function mixedCircle(index: number): ScimError {
  return new ScimError(
    'failed-reference',
    `Operations[${index}]: users and groups refer to each other in a circle; send the groups' members in an operation of their own.`,
  );
}
