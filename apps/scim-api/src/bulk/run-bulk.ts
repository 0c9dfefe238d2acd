import { isCreation, orderingSteps, ScimError, type BulkRequest } from '#scim';
import { inTurns, turns } from '#turns';
import type { Decision } from '../writes/outcome.js';
import type { WriteRequest } from '../writes/write-request.js';
import { MAX_BLOCK, type BlockStep, type BulkWrites, type Settled } from './bulk-writes.js';
import { needSteps, type Needs } from './needs.js';
import { Outcomes, settledAs, withoutNeeded, type Outcome } from './outcomes.js';
import { prepareAll, type BulkRules, type Prepared, type Write } from './prepare.js';

/** After so many transactions in a row that found no database the rest is not tried: each try may take long. */
const MAX_UNAVAILABLE_IN_A_ROW = 3;

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
  const needs = await inTurns(needSteps(request.operations), turns.begin(context.tenantId));
  const run = new BulkRun(request, { prepared, needs }, context);
  await run.all();
  return run.processed();
}

interface Read {
  readonly prepared: readonly Prepared[];
  readonly needs: Needs;
}

class BulkRun {
  readonly #prepared: readonly Prepared[];
  readonly #context: BulkContext;
  readonly #operations: BulkRequest['operations'];
  readonly #needs: Needs;
  readonly #outcomes: Outcomes;
  /** Changes of users that wait for more to share their transaction. */
  #block: number[] = [];
  #unavailable = 0;

  constructor({ operations, failOnErrors }: BulkRequest, { prepared, needs }: Read, context: BulkContext) {
    this.#prepared = prepared;
    this.#context = context;
    this.#operations = operations;
    this.#needs = needs;
    this.#outcomes = new Outcomes(this.#needs, failOnErrors ?? Infinity);
  }

  async all(): Promise<void> {
    const steps = this.#needs.map((needs, index) => ({ needs, touches: this.#touches(index) }));
    for (const unit of await inTurns(orderingSteps(steps), turns.begin(this.#context.tenantId))) {
      const [index] = unit;
      if (this.#outcomes.isOver || index === undefined) return;
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
    const write = this.#outcomes.refusalOf(index) ?? this.#writeOf(index);
    if (write instanceof ScimError) {
      // Only where failures are counted must those before it be over.
      if (this.#outcomes.isCounted) await this.#flush();
      if (!this.#outcomes.isOver) this.#outcomes.fail(index, write);
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
    if (this.#outcomes.isOver) return;
    // What it needs may have failed a moment ago.
    const write = this.#outcomes.refusalOf(index) ?? this.#writeOf(index);
    if (write instanceof ScimError) this.#outcomes.fail(index, write);
    else await this.#attempt([index], async () => this.#outcomes.note(index, settledAs(await this.#execute(write))));
  }

  async #flush(): Promise<void> {
    let block: readonly number[] = this.#block;
    this.#block = [];
    while (block.length > 0 && !this.#outcomes.isOver) block = await this.#write(block);
  }

  /** @returns what one transaction did not take: not what needed an operation that failed in it */
  async #write(block: readonly number[]): Promise<readonly number[]> {
    const { tenantId, writes } = this.#context;
    const steps = block.flatMap((index) => this.#stepOf(index, block));
    let taken = block.length;
    await this.#attempt(block, async () => {
      const settled = await writes.changeUsers({ tenantId, steps, stopAfter: this.#outcomes.left });
      settled.forEach((one, place) => this.#settle(block[place] ?? -1, one));
      taken = settled.length;
    });
    return block.slice(taken).filter((index) => {
      const refusal = this.#outcomes.isOver ? null : this.#outcomes.refusalOf(index);
      if (refusal !== null) this.#outcomes.fail(index, refusal);
      return refusal === null;
    });
  }

  #stepOf(index: number, block: readonly number[]): BlockStep[] {
    const write = this.#writeOf(index);
    if (write instanceof ScimError || write.kind !== 'user') return [];
    const needs = (this.#needs[index] ?? []).flatMap((need) => (block.includes(need) ? [block.indexOf(need)] : []));
    const without = (place: number, error: unknown): ScimError =>
      withoutNeeded(index, block[place] ?? -1, this.#context.answerOf(error));
    return [{ change: write.change, needs, without }];
  }

  #settle(index: number, settled: Settled): void {
    if (settled.kind === 'failed') this.#outcomes.fail(index, this.#context.answerOf(settled.error));
    else this.#outcomes.note(index, settledAs(settled));
  }

  /** RFC 7644 §3.7.1. */
  async #circle(unit: readonly number[]): Promise<void> {
    await this.#flush();
    if (this.#outcomes.isOver) return;
    const writes = unit.map((index) => this.#outcomes.refusalOf(index) ?? this.#writeOf(index));
    const refused = new Map(writes.flatMap((write, at) => (write instanceof ScimError ? [[at, write] as const] : [])));
    if (refused.size > 0) {
      this.#failCircle(unit, refused);
      return;
    }
    const users = writes.flatMap((write) => ('kind' in write && write.kind === 'user' ? [write.change] : []));
    const groups = writes.flatMap((write) => ('kind' in write && write.kind === 'group' ? [write.change] : []));
    if (users.length > 0 && groups.length > 0) {
      for (const index of unit) this.#outcomes.fail(index, mixedCircle(index));
      return;
    }
    const { tenantId, writes: store } = this.#context;
    await this.#attempt(unit, async () => {
      const done =
        users.length > 0
          ? await store.createUsersTogether(tenantId, users)
          : await store.createGroupsTogether(tenantId, groups);
      if (done.kind === 'refused') this.#failCircle(unit, done.refusals);
      else done.decisions.forEach((decision, at) => this.#outcomes.note(unit[at] ?? -1, settledAs(decision)));
    });
  }

  /** `refusals` by place in the unit; the others go with them. */
  #failCircle(unit: readonly number[], refusals: ReadonlyMap<number, ScimError>): void {
    const [[first, cause] = [0, undefined]] = refusals;
    unit.forEach((index, at) => {
      const own = refusals.get(at);
      if (own !== undefined) this.#outcomes.fail(index, own);
      else if (cause !== undefined) this.#outcomes.fail(index, withoutNeeded(index, unit[first] ?? -1, cause));
    });
  }

  /** Runs a transaction for these operations; when it throws, all of them failed. */
  async #attempt(indexes: readonly number[], run: () => Promise<void>): Promise<void> {
    try {
      if (this.#unavailable >= MAX_UNAVAILABLE_IN_A_ROW) throw new ScimError('unavailable');
      await run();
      this.#unavailable = 0;
    } catch (error) {
      const answer = this.#context.answerOf(error);
      if (answer.status === 503) this.#unavailable += 1;
      for (const index of indexes) {
        if (!this.#outcomes.isOver) this.#outcomes.fail(index, answer);
      }
    }
  }

  #execute(write: Write): Promise<Decision> {
    const { writes } = this.#context;
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
    return write(this.#context.requestOf(index));
  }
}

function mixedCircle(index: number): ScimError {
  return new ScimError(
    'failed-reference',
    `Operations[${index}]: users and groups refer to each other in a circle; send the groups' members in an operation of their own.`,
  );
}
