import { evenTenants, TENANT_SETTING } from '#postgres';
import { DATABASE } from './database.js';
import { SENSITIVE, SIGHT_SETTING } from './statements/reveal-sensitive.js';

/**
 * The values that are shown as `***`, of each version that has any, for a schema of any name. They are in no other table, so that no
 * list, filter, search, order, count or difference can tell of them; and the role that answers sees a row only in a transaction that
 * says it is to, which one statement does (reveal-sensitive.ts). Rows are of their own person alone and go with an erasure.
 */
export function sensitiveTables(schema: string): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create table ${schema}.sensitive_values (
       tenant_id uuid not null,
       id text collate "C" not null,
       version integer not null,
       given jsonb not null,
       primary key (tenant_id, id, version)
     )`,
    `grant select, insert on ${schema}.sensitive_values to ${writer}`,
    `alter table ${schema}.sensitive_values enable row level security`,
    `create policy writer on ${schema}.sensitive_values to ${writer} using (true) with check (true)`,
    `create policy tenant on ${schema}.sensitive_values for select to ${reader}
       using (tenant_id = nullif(current_setting('${TENANT_SETTING}', true), '')::uuid
              and current_setting('${SIGHT_SETTING}', true) = '${SENSITIVE}')`,
    `grant select on ${schema}.sensitive_values to ${reader}`,
    ...evenTenants(schema, 'sensitive_values'),
  ];
}
