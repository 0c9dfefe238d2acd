import type { Operation } from './documents.js';
import type { Scenario } from './scenario.js';

export interface Asked {
  readonly operation: Operation;
  /** As it was asked for: with the ids in it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** By the operation's id: the body of an answer that went well. */
export type Answers = Readonly<Record<string, (scenario: Scenario, asked: Asked) => unknown>>;

/** There is none, or none any more: 404. */
export const ABSENT = Symbol('absent');

const EACH = 100;

/** A list: nothing, what there is, or of a million rows those behind the cursor. */
export function pageOf<Item>(
  [{ state }, { query }]: Parameters<Answers[string]>,
  items: readonly Item[],
  many: (index: number) => Item,
): object {
  if (state === 'empty') return { items: [], next: null };
  if (state !== 'million') return { items, next: null };
  const from = Number(query.get('cursor') ?? 0);
  return { items: Array.from({ length: EACH }, (_, index) => many(from + index)), next: String(from + EACH) };
}
