import { TENANT_SETTING } from '#postgres';

/**
 * What a row's tenant is compared with, in a sub-select: PostgreSQL reads the setting once a statement. As an expression of its own it is
 * read, and taken for a uuid, at each look-up by an index, of which a search makes hundreds.
 */
const TENANT = `(select nullif(current_setting('${TENANT_SETTING}', true), '')::uuid as scope)`;

/** DDL: the role reads a table's rows of one tenant, and without a scope none, as by `readByTenant` of libs/postgres. */
export function readByScope(schema: string, table: string, role: string): string[] {
  return [
    `create policy tenant on ${schema}.${table} for select to ${role} using (tenant_id = ${TENANT})`,
    `grant select on ${schema}.${table} to ${role}`,
  ];
}

/** The same of a table that has the policy of `readByTenant`. */
export function rereadByScope(schema: string, table: string): string {
  return `alter policy tenant on ${schema}.${table} using (tenant_id = ${TENANT})`;
}
