import type { Transaction } from '#postgres';
import type { EmployeeVersion } from '../../projection/fold-users.js';

const TAKEN = `
  select given.event_id as "eventId"
    from unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[]) as given (tenant_id, id, version, event_id)
   cross join lateral (
         select v.version
           from employee_versions v
          where v.tenant_id = given.tenant_id
            and v.id = given.id
            and v.version = given.version
          limit 1) as v`;

/** Ids of the events whose version the history has by another event. */
export async function takenVersions(
  tx: Transaction,
  versions: readonly EmployeeVersion[],
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ eventId: string }>(TAKEN, [
    versions.map(({ view }) => view.tenantId),
    versions.map(({ view }) => view.id),
    versions.map(({ view }) => view.version),
    versions.map(({ eventId }) => eventId),
  ]);
  return new Set(rows.map(({ eventId }) => eventId));
}
