import { indexKey, type Transaction } from '#postgres';
import type { Entry } from '../../ledger/entry.js';

const TAKEN = `
  select given.event_id as id
    from unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[]) as given (tenant_id, resource_id, version, event_id)
   where exists (select
                   from entries e
                  where e.tenant_id = given.tenant_id
                    and e.resource_id = given.resource_id
                    and e.resource_version = given.version
                    and e.id <> given.event_id)`;

/** Ids of the entries whose version of their resource the log has by another event. */
export async function takenVersions(tx: Transaction, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
  const versioned = entries.filter(
    ({ resourceVersion, resourceId }) => resourceVersion !== null && resourceId !== null,
  );
  const { rows } = await tx.query<{ id: string }>(TAKEN, [
    versioned.map(({ tenantId }) => tenantId),
    versioned.map(({ resourceId }) => indexKey(resourceId ?? '')),
    versioned.map(({ resourceVersion }) => resourceVersion),
    versioned.map(({ id }) => id),
  ]);
  return new Set(rows.map(({ id }) => id));
}
