import { DATABASE } from './database.js';
import { KEPT_SCHEMA } from './kept-tables.js';
import { readByScope } from './tenant-policy.js';

/** Filters that a company has given a name; what is folded anew knows nothing of them. */
export function segmentTables(): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create table ${KEPT_SCHEMA}.segments (
       tenant_id uuid not null,
       name text collate "C" not null,
       filter text not null,
       version integer not null,
       changed_at timestamptz(3) not null,
       primary key (tenant_id, name)
     )`,
    `alter table ${KEPT_SCHEMA}.segments enable row level security`,
    `create policy writer on ${KEPT_SCHEMA}.segments to ${writer} using (true) with check (true)`,
    `grant select, insert, update, delete on ${KEPT_SCHEMA}.segments to ${writer}`,
    ...readByScope(KEPT_SCHEMA, 'segments', reader),
  ];
}
