import { isUuid } from '#postgres';
import type { ResourceId, Sequenced } from './delivery.js';
import { resourceKey } from './sequence.js';

/** `known` of a table that has one row of each resource: `tenant_id`, `version`, and its id in a column of that name. */
export function versionsIn(table: string, id = 'id'): Sequenced['known'] {
  const text = `
  select t.tenant_id as "tenantId", t.${id}::text as id, t.version::float8 as version
    from ${table} t
    join unnest($1::uuid[], $2::text[]) as wanted (tenant_id, id)
      on wanted.tenant_id = t.tenant_id
     and wanted.id = t.${id}::text`;
  return async (tx, wanted) => {
    // Of a tenant that is none there is nothing.
    const valid = wanted.filter(({ tenantId }) => isUuid(tenantId.toLowerCase()));
    const values = [valid.map(({ tenantId }) => tenantId), valid.map((resource) => resource.id)];
    const { rows } = await tx.query<ResourceId & { version: number }>(text, values);
    return new Map(rows.map((row) => [resourceKey(row), row.version]));
  };
}
