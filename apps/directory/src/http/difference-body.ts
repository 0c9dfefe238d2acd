import { Type, type Static } from 'typebox';
import { displayName } from '../projection/evolve-employee.js';
import type { BothEndsRow } from '../storage/statements/walk-differences.js';
import { changedPaths, type ChangedPath } from './changed-paths.js';

export const DIFFERENCE_KINDS = ['joined', 'left', 'activated', 'deactivated', 'moved', 'changed'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

const Kind = Type.Unsafe<DifferenceKind>(Type.Union(DIFFERENCE_KINDS.map((kind) => Type.Literal(kind))));
const Values = (description: string) =>
  Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], { description });

/** Somebody who is not as before. */
export const DifferenceBody = Type.Object({
  id: Type.String(),
  displayName: Type.String({ description: 'As of the later date; of who was deleted by then, of the earlier.' }),
  kinds: Type.Array(Kind, {
    description:
      '`joined`: was not there. `left`: is no more there. `activated`, `deactivated`, `moved` (another manager), `changed` (anything else).',
  }),
  before: Values('What is otherwise, by its path, as it was; null: nobody was there.'),
  after: Values('The same as it is then; null: deleted.'),
});
export type DifferenceBody = Static<typeof DifferenceBody>;

/** null: at both ends nobody, or the same. What was changed and taken back between them is no difference. */
export function differenceBody({ id, before, after }: BothEndsRow): DifferenceBody | null {
  const shown = after ?? before;
  if (shown === null) return null;
  const changes = changedPaths(before, after);
  const kinds = before === null ? ['joined' as const] : after === null ? ['left' as const] : kindsOf(changes);
  if (kinds.length === 0) return null;
  const values = (end: 'before' | 'after') => Object.fromEntries(changes.map((one) => [one.path, one[end]]));
  return {
    id,
    displayName: displayName(shown),
    kinds,
    before: before === null ? null : values('before'),
    after: after === null ? null : values('after'),
  };
}

function kindsOf(changes: readonly ChangedPath[]): DifferenceKind[] {
  const kinds = new Set(changes.map(kindOf));
  return DIFFERENCE_KINDS.filter((kind) => kinds.has(kind));
}

function kindOf({ path, after }: ChangedPath): DifferenceKind {
  if (path === 'active') return after === true ? 'activated' : 'deactivated';
  return path.endsWith(':User:manager') ? 'moved' : 'changed';
}
