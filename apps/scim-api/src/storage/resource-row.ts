import type { QueryResultRow } from 'pg';
import type { GroupAttributes, JsonObject, Stored, StoredGroup, StoredUser, UserAttributes } from '#scim';

/** What of a row a resource is made of: `users` and `groups` have it alike. */
export const RESOURCE_COLUMNS = 'id, version, created, last_modified, attributes';

interface ResourceRow {
  readonly id: string;
  readonly version: number;
  readonly created: Date;
  readonly last_modified: Date;
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
  return {
    id,
    version,
    created: created.toISOString(),
    lastModified: lastModified.toISOString(),
    attributes: JSON.parse(attributes) as Attributes,
  };
}
