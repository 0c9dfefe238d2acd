import type { GroupDecision } from '../groups/group-change.js';
import type { UserDecision } from '../users/user-change.js';

export type Decision = UserDecision | GroupDecision;

/** Of a change that was not refused. */
export type Done = Extract<Decision, { kind: 'saved' | 'unchanged' }>;

export function outcomeOf(decision: Done): 'created' | 'changed' | 'unchanged' {
  if (decision.kind === 'unchanged') return 'unchanged';
  return decision.created ? 'created' : 'changed';
}
