import { ScimError } from '#scim';
import { outcomeOf, type Decision } from '../writes/outcome.js';

/** What became of an operation. */
export type Outcome =
  | { readonly kind: 'created' | 'changed' | 'unchanged'; readonly version: number; readonly decision: Decision }
  | { readonly kind: 'deleted'; readonly decision: Decision }
  | { readonly kind: 'failed'; readonly error: ScimError };

/** What became of the operations of a bulk, and what that means for those to come. */
export class Outcomes {
  readonly #needs: readonly (readonly number[])[];
  readonly #most: number;
  readonly #known = new Map<number, Outcome>();
  #failures = 0;

  /**
   * @param needs of each operation, those without which it cannot be
   * @param most failures after which the rest is left undone
   */
  constructor(needs: readonly (readonly number[])[], most: number) {
    this.#needs = needs;
    this.#most = most;
  }

  get isCounted(): boolean {
    return this.#most !== Infinity;
  }

  get isOver(): boolean {
    return this.#failures >= this.#most;
  }

  /** Failures until the rest is left undone. */
  get left(): number {
    return this.#most - this.#failures;
  }

  get(index: number): Outcome | undefined {
    return this.#known.get(index);
  }

  note(index: number, outcome: Outcome): void {
    this.#known.set(index, outcome);
    if (outcome.kind === 'failed') this.#failures += 1;
  }

  fail(index: number, error: ScimError): void {
    this.note(index, { kind: 'failed', error });
  }

  /** Why the operation cannot run, as far as that is known: what it names was not created. */
  refusalOf(index: number): ScimError | null {
    for (const need of this.#needs[index] ?? []) {
      const outcome = this.#known.get(need);
      if (outcome?.kind === 'failed') return withoutNeeded(index, need, outcome.error);
    }
    return null;
  }
}

export function settledAs(decision: Decision): Outcome {
  if (decision.kind === 'refused') return { kind: 'failed', error: decision.error };
  if (decision.kind === 'deleted') return { kind: 'deleted', decision };
  const { version } = 'user' in decision ? decision.user : decision.group;
  return { kind: outcomeOf(decision), version, decision };
}

/** After a 503 it may exist all the same: then the client is asked to repeat this operation, too. */
export function withoutNeeded(index: number, needed: number, cause: ScimError): ScimError {
  return new ScimError(
    cause.status >= 500 ? 'unavailable' : 'failed-reference',
    `Operations[${index}]: refers to what Operations[${needed}] creates, which failed; send both again.`,
  );
}
