import { indexKey, type Transaction } from '#postgres';
import type { Entry } from '../../ledger/entry.js';

const TAKEN = `
  select 1
    from unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[]) as given (tenant_id, resource_id, version, event_id)
   where exists (select
                   from entries e
                  where e.tenant_id = given.tenant_id
                    and e.resource_id = given.resource_id
                    and e.resource_version = given.version
                    and e.id <> given.event_id)
   limit 1`;

/** Whether the log has the version of one of these entries' resources by another event. */
export async function isVersionTaken(tx: Transaction, entries: readonly Entry[]): Promise<boolean> {
  const versioned = entries.filter(
    ({ resourceVersion, resourceId }) => resourceVersion !== null && resourceId !== null,
  );
  const { rows } = await tx.query(TAKEN, [
    versioned.map(({ tenantId }) => tenantId),
    versioned.map(({ resourceId }) => indexKey(resourceId ?? '')),
    versioned.map(({ resourceVersion }) => resourceVersion),
    versioned.map(({ id }) => id),
  ]);
  return rows.length > 0;
}
