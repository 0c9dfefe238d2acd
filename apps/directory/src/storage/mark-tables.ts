import { evenTenants } from '#postgres';
import { DATABASE } from './database.js';
import { readByScope } from './tenant-policy.js';

export const MARKS_IN_ORDER = 'employee_marks_in_order';

/**
 * Of each person the transaction that changed them last, and the last that may have moved them in the chart (null: none did), for a
 * schema of any name: an id and two numbers, and nothing of the person. A transaction's number is no order of commits, so it is read
 * up to the oldest that is still under way. No digest has it: a rebuild marks everybody anew, and readers are told of everybody again.
 */
export function markTables(schema: string): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create table ${schema}.employee_marks (
       tenant_id uuid not null,
       changed_in xid8 not null default pg_current_xact_id(),
       id text collate "C" not null,
       moved_in xid8,
       primary key (tenant_id, id)
     )`,
    `create index ${MARKS_IN_ORDER} on ${schema}.employee_marks (tenant_id, changed_in, id)`,
    `grant select, insert, update (changed_in, moved_in) on ${schema}.employee_marks to ${writer}`,
    `alter table ${schema}.employee_marks enable row level security`,
    `create policy writer on ${schema}.employee_marks to ${writer} using (true) with check (true)`,
    ...readByScope(schema, 'employee_marks', reader),
    ...evenTenants(schema, 'employee_marks'),
  ];
}
