import { indexKey, TIME, type Columns } from '#postgres';
import type { GroupView } from '../../projection/fold-groups.js';
import { searchable } from '../../projection/searchable.js';

/** The table of groups: what is written and digested of a group follows. */
export const GROUP: Columns<GroupView> = {
  tenant_id: { type: 'uuid', write: ({ tenantId }) => tenantId },
  id: { type: 'text', write: ({ id }) => id },
  version: { type: 'integer', write: ({ version }) => version },
  changed_at: { type: TIME, write: ({ changedAt }) => changedAt },
  deleted: { type: 'boolean', write: ({ shown }) => shown === null },
  display_name: { type: 'text', write: ({ shown }) => shown?.displayName ?? null },
  name_key: { type: 'text', write: ({ shown }) => (shown === null ? null : groupKey(shown.displayName)) },
  external_id: { type: 'text', write: ({ shown }) => shown?.externalId ?? null },
  // Kept by the statement that writes the members.
  member_count: { type: 'integer' },
};

/** By which groups are in order, and found by their beginning. */
export function groupKey(displayName: string): string {
  return indexKey(searchable(displayName));
}
