import { isInfrastructureFailure } from '#postgres';
import type { BlockStep, Settled, Together, UserBlock } from '../../bulk/bulk-writes.js';
import type { ScimError } from '#scim';
import type { UserChange, UserDecision } from '../../users/user-change.js';
import type { Decide, DecideAll } from './decide-all.js';
import { answerable, mayRunAgain } from './writer.js';

type WriteInOrder = (changes: readonly UserChange[], decideAll: DecideAll) => Promise<readonly UserDecision[]>;

/**
 * A block in one transaction, or as much of it as one takes: the decisions are fewer then. One that failed with an SQLSTATE before COMMIT is decided anew, one change at a time, as a
 * batch of single requests is: a change that the database refuses fails alone.
 */
export async function writeBlock(write: WriteInOrder, block: UserBlock): Promise<readonly Settled[]> {
  const changes = block.steps.map(({ change }) => change);
  try {
    return await write(changes, (decide) => decideInOrder(block, decide));
  } catch (error) {
    if (changes.length === 1 || !mayRunAgain(error)) throw error;
    return writeOneByOne(write, block);
  }
}

async function decideInOrder({ steps, stopAfter }: UserBlock, decide: Decide): Promise<UserDecision[]> {
  const decisions: UserDecision[] = [];
  let failures = 0;
  for (const step of steps) {
    if (failures >= stopAfter) break;
    const decision = withoutNeeded(step, decisions) ?? (await decide(step.change));
    if (decision === null) break;
    if (decision.kind === 'refused') failures += 1;
    decisions.push(decision);
  }
  return decisions;
}

async function writeOneByOne(write: WriteInOrder, { steps, stopAfter }: UserBlock): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  let lost: unknown;
  for (const step of steps) {
    if (settled.filter(hasFailed).length >= stopAfter) break;
    if (lost === undefined) {
      settled.push(withoutNeeded(step, settled) ?? (await writeOne(write, step)));
      const last = settled.at(-1);
      if (last?.kind === 'failed' && isInfrastructureFailure(last.error)) lost = last.error;
    } else {
      settled.push({ kind: 'failed', error: lost });
    }
  }
  return settled.map((one) => (one.kind === 'failed' ? { kind: 'failed', error: answerable(one.error) } : one));
}

async function writeOne(write: WriteInOrder, { change }: BlockStep): Promise<Settled> {
  try {
    const [decision] = await write([change], (decide) => decideWhole([change], decide));
    if (decision === undefined) throw new Error('a change was not decided');
    return decision;
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function withoutNeeded({ needs, without }: BlockStep, settled: readonly Settled[]): UserDecision | null {
  for (const place of needs) {
    const needed = settled[place];
    if (needed !== undefined && hasFailed(needed)) return { kind: 'refused', error: without(place, needed.error) };
  }
  return null;
}

function hasFailed(settled: Settled): settled is Extract<Settled, { error: unknown }> {
  return settled.kind === 'failed' || settled.kind === 'refused';
}

/** All changes in one transaction, or none of them. */
export async function writeUsersTogether(
  write: WriteInOrder,
  changes: readonly UserChange[],
): Promise<Together<UserDecision>> {
  try {
    const decisions = await write(changes, async (decide) => {
      const decided = await decideWhole(changes, decide);
      const refusals = refusalsIn(decided);
      // Thrown, so that the transaction is rolled back.
      if (refusals.size > 0) throw new RefusedTogether(refusals);
      return decided;
    });
    return { kind: 'stored', decisions };
  } catch (error) {
    if (error instanceof RefusedTogether) return { kind: 'refused', refusals: error.refusals };
    throw error;
  }
}

/** All of them: what arrives in one request is bounded by its body. */
async function decideWhole(changes: readonly UserChange[], decide: Decide): Promise<UserDecision[]> {
  const decisions: UserDecision[] = [];
  for (const change of changes) {
    const decision = await decide(change, { whole: true });
    if (decision !== null) decisions.push(decision);
  }
  return decisions;
}

class RefusedTogether extends Error {
  constructor(readonly refusals: ReadonlyMap<number, ScimError>) {
    super('refused together');
  }
}

function refusalsIn(decisions: readonly UserDecision[]): ReadonlyMap<number, ScimError> {
  return new Map(decisions.flatMap((decision, at) => (decision.kind === 'refused' ? [[at, decision.error]] : [])));
}
