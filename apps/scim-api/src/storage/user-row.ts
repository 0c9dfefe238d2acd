import type { QueryResultRow } from 'pg';
import type { StoredUser, UserAttributes } from '#scim';

/** A row of `users` as the driver gives it. */
export interface UserRow extends QueryResultRow {
  readonly id: string;
  readonly version: number;
  readonly created: Date;
  readonly last_modified: Date;
  /** Canonical JSON. */
  readonly attributes: string;
}

export function storedUser(row: UserRow): StoredUser {
  return {
    id: row.id,
    version: row.version,
    created: row.created.toISOString(),
    lastModified: row.last_modified.toISOString(),
    // Decoder: nothing but canonical attributes is ever written to the column.
    attributes: JSON.parse(row.attributes) as UserAttributes,
  };
}
