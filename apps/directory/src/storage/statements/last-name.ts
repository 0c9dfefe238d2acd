import type { ResourceId } from '#consumer';
import type { Transaction } from '#postgres';
import { calledAs, nameParts, type NamePartsRow } from './name-parts.js';

const LAST_NAME = `
  select ${nameParts('v')}
    from employee_versions v
   where v.tenant_id = $1::uuid
     and v.id = $2::text
     and v.resource is not null
   order by v.version desc
   limit 1`;

/** What somebody was called last, who may have been deleted; null: nothing is known of it. */
export async function lastName(tx: Transaction, { tenantId, id }: ResourceId): Promise<string | null> {
  const { rows } = await tx.query<NamePartsRow & Record<string, unknown>>(LAST_NAME, [tenantId, id]);
  return rows[0] === undefined ? null : calledAs(rows[0]).displayName;
}
