import type { Transaction } from '#postgres';
import { resourceKey, type ResourceId } from '#consumer';
import { validate } from 'uuid';

const OF_PEOPLE = `
  select p.tenant_id as "tenantId", p.user_id as id, p.version::float8 as version
    from people p
    join unnest($1::uuid[], $2::text[]) as wanted (tenant_id, user_id)
      on wanted.tenant_id = p.tenant_id
     and wanted.user_id = p.user_id`;

/** Up to which version each person is known. Who was deleted is not, and no later version of them comes. */
export function versionsOfPeople(tx: Transaction, wanted: readonly ResourceId[]): Promise<Map<string, number>> {
  return versions(tx, OF_PEOPLE, wanted);
}

const OF_TENANTS = `
  select t.tenant_id as "tenantId", t.tenant_id::text as id, t.version::float8 as version
    from tenants t
    join unnest($1::uuid[], $2::text[]) as wanted (tenant_id, id)
      on wanted.tenant_id = t.tenant_id
     and wanted.id = t.tenant_id::text`;

/** Up to which version each tenant's settings are known. */
export function versionsOfTenants(tx: Transaction, wanted: readonly ResourceId[]): Promise<Map<string, number>> {
  return versions(tx, OF_TENANTS, wanted);
}

async function versions(tx: Transaction, text: string, wanted: readonly ResourceId[]): Promise<Map<string, number>> {
  const valid = wanted.filter(({ tenantId }) => validate(tenantId));
  const values = [valid.map(({ tenantId }) => tenantId), valid.map(({ id }) => id)];
  const { rows } = await tx.query<ResourceId & { version: number }>(text, values);
  return new Map(rows.map((row) => [resourceKey(row), row.version]));
}
