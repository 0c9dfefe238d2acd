import type { Operation } from './documents.js';
import type { Scenario } from './scenario.js';

export interface Asked {
  readonly operation: Operation;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** By the operation's id: the body of an answer that went well. */
export type Answers = Readonly<Record<string, (scenario: Scenario, asked: Asked) => unknown>>;
