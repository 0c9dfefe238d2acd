import type { AdminAnswer } from '../administration/target-admin.js';
import { AdminRefused } from '../administration/target-admin.js';

/** What a step came to. What the target does not offer is neither well nor wrong. */
export interface StepReport {
  readonly step: string;
  readonly outcome: 'done' | 'failed' | 'not offered';
  /** What was done and what came of it, in the order in which it happened. */
  readonly did: readonly string[];
  /** What an administrator of the target sees afterwards. */
  readonly sees: readonly string[];
}

/** Told by a step when the target does not offer what it is about. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

/** Told by a step when something else happened than an administrator may expect. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

// What a target answers whom it does not understand: an unknown member, an unknown path, an unknown method.
const UNKNOWN = [400, 404, 405, 422, 501];

/** The first answer to something that not every target has. @throws NotOffered */
export function offered(what: string, answer: AdminAnswer): AdminAnswer {
  if (!UNKNOWN.includes(answer.status)) return answer;
  throw new NotOffered(`the target does not offer this: ${new AdminRefused(what, answer).message}`);
}

export function expectThat(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Unexpected(otherwise);
}
