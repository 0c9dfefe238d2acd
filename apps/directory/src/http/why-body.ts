import { Type, type Static } from 'typebox';
import { USERS, type UserResource } from '#contracts';
import { valueAt, type AttributePath } from '../projection/attribute-paths.js';
import type { ExplainedRow } from '../storage/statements/explain-value.js';

const text = Type.Union([Type.String(), Type.Null()]);

/** Why a value stands where it stands. */
export const WhyBody = Type.Object({
  attribute: Type.String({ description: 'As it was asked for.' }),
  path: Type.String({ description: 'As changes name it.' }),
  value: Type.Unknown({ description: 'null: it is not assigned, or the person is deleted.' }),
  since: Type.String({ format: 'date-time', description: 'When Rollcall accepted it.' }),
  before: Type.Unknown({ description: 'null: it was not assigned, or nobody was there.' }),
  version: Type.Integer({ minimum: 1, description: 'The version that made it so.' }),
  isAfterGap: Type.Boolean({ description: 'The version before that is not known: it may have been so earlier.' }),
  event: Type.String({ format: 'uuid' }),
  topic: Type.String(),
  partition: Type.Union([Type.Integer(), Type.Null()]),
  offset: text,
  connection: text,
  credential: text,
  requestId: text,
  entry: Type.String({ description: 'Of the audit log: `GET /entries/{id}` there has the act itself.' }),
});
export type WhyBody = Static<typeof WhyBody>;

export function whyBody(attribute: string, paths: readonly AttributePath[], row: ExplainedRow): WhyBody {
  const meant = meantPath(paths, row);
  const { since_version: version, previous_version: previous } = row;
  const isExact = row.changed_path === meant.path;
  return {
    attribute,
    path: meant.path,
    value: valueAt(row.resource, meant),
    since: row.since.toISOString(),
    before: isExact ? row.changed_before : valueAt(row.previous, meant),
    version,
    isAfterGap: version !== (previous ?? 0) + 1,
    event: row.event_id,
    topic: USERS.name,
    partition: row.partition,
    offset: row.record_offset,
    connection: row.connection_id,
    credential: row.credential_id,
    requestId: row.request_id,
    entry: row.event_id,
  };
}

/** Of a name alone the one of which anything is known. */
function meantPath(paths: readonly AttributePath[], row: ExplainedRow): AttributePath {
  const changed = row.changed_path ?? '';
  const isMeant = (one: AttributePath) => changed === one.path || changed.startsWith(`${one.path}.`);
  const has = (resource: UserResource | null) => (one: AttributePath) => valueAt(resource, one) !== null;
  const found = paths.find(isMeant) ?? paths.find(has(row.resource)) ?? paths.find(has(row.previous)) ?? paths[0];
  return found ?? { path: '', members: [] };
}
