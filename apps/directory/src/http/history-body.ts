import { Type, type Static } from 'typebox';
import { changedPaths } from './changed-paths.js';
import type { VersionRow } from '../storage/statements/list-versions.js';

const KINDS = ['created', 'changed', 'activated', 'deactivated', 'deleted'] as const;
type Kind = (typeof KINDS)[number];

/** A version of an employee as the API shows it. */
export const VersionBody = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  at: Type.String({ format: 'date-time', description: 'When it was decided: the employee was so from then on.' }),
  eventId: Type.String({ format: 'uuid', description: 'Of the event that said so; the audit log has an entry of it.' }),
  kind: Type.Unsafe<Kind>(Type.Union(KINDS.map((kind) => Type.Literal(kind)))),
  active: Type.Boolean(),
  isAfterGap: Type.Boolean({
    description: 'The version before is not known: the changes are those since the one that is.',
  }),
  changes: Type.Array(
    Type.Object({
      path: Type.String({ description: 'As `title`, `name.familyName` or an extension’s URN and the attribute.' }),
      before: Type.Unknown({ description: 'null: it was not assigned.' }),
      after: Type.Unknown({ description: 'null: it is not assigned any more.' }),
    }),
    { description: 'None of a deletion: it says nothing about the person.' },
  ),
});
export type VersionBody = Static<typeof VersionBody>;

export function versionBody(row: VersionRow): VersionBody {
  const { version, resource, previous, previous_version: before } = row;
  return {
    version,
    at: row.valid_from.toISOString(),
    eventId: row.event_id,
    kind: kindOf(row),
    active: resource?.active ?? false,
    isAfterGap: version !== (before ?? 0) + 1,
    changes: resource === null ? [] : changedPaths(previous, resource).map((change) => ({ ...change })),
  };
}

function kindOf({ resource, previous, previous_version: before }: VersionRow): Kind {
  if (resource === null) return 'deleted';
  if (before === null) return 'created';
  if (resource.active === (previous?.active ?? false)) return 'changed';
  return resource.active ? 'activated' : 'deactivated';
}
