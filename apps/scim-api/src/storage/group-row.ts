import type { QueryResultRow } from 'pg';
import type { GroupAttributes, StoredGroup } from '#scim';

/** A row of `groups` as the driver gives it. */
export interface GroupRow extends QueryResultRow {
  readonly id: string;
  readonly version: number;
  readonly created: Date;
  readonly last_modified: Date;
  /** Canonical JSON. */
  readonly attributes: string;
}

export function storedGroup(row: GroupRow): StoredGroup {
  return {
    id: row.id,
    version: row.version,
    created: row.created.toISOString(),
    lastModified: row.last_modified.toISOString(),
    // Decoder: nothing but canonical attributes is ever written to the column.
    attributes: JSON.parse(row.attributes) as GroupAttributes,
  };
}
