import type { QueryResultRow } from 'pg';
import { LARGE_EVENT_BYTES } from '#outbox';
import type { GroupAttributes, JsonObject, Stored, StoredGroup, StoredUser, UserAttributes } from '#scim';

/** What of a row a resource is made of: `users` and `groups` have it alike. */
export const RESOURCE_COLUMNS = 'id, version, created, last_modified, attributes';

interface ResourceRow {
  readonly id: string;
  readonly version: number;
  /** A text already where the pool says so (`timesAsText`). */
  readonly created: Date | string;
  readonly last_modified: Date | string;
  /** Canonical JSON. */
  readonly attributes: string;
}

/** Of a row that a statement gives with {@link RESOURCE_COLUMNS}. */
export function storedUser(row: QueryResultRow): StoredUser {
  return stored<UserAttributes>(row);
}

/** As {@link storedUser}. */
export function storedGroup(row: QueryResultRow): StoredGroup {
  return stored<GroupAttributes>(row);
}

/** Decoder: the columns are those of the statement, and nothing but canonical attributes is ever written to theirs. */
function stored<Attributes extends JsonObject>(row: QueryResultRow): Stored<Attributes> {
  const { id, version, created, last_modified: lastModified, attributes } = row as ResourceRow;
  const parsed = JSON.parse(attributes) as Attributes;
  if (attributes.length > LARGE_EVENT_BYTES) large.set(parsed, attributes.length);
  return {
    id,
    version,
    created: timeOf(created),
    lastModified: timeOf(lastModified),
    attributes: parsed,
  };
}

function timeOf(moment: Date | string): string {
  return typeof moment === 'string' ? moment : moment.toISOString();
}

const large = new WeakMap<JsonObject, number>();

/** Characters of a large resource as it was read, {@link LARGE_EVENT_BYTES} and more; 0 of all others, and of what is new. */
export function largeRowCharacters(attributes: JsonObject): number {
  return large.get(attributes) ?? 0;
}
