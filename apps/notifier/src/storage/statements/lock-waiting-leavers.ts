import type { Transaction } from '#postgres';
import type { PersonKey } from './load-people.js';

/**
 * In the order of their ids, as whoever gathers them locks them. One that is being released is waited for, and is then no
 * longer there.
 */
const LOCK_WAITING_LEAVERS = `
  select d.id, d.tenant_id, d.person_id, coalesce(d.person_version, 0)::int as person_version
    from deliveries d
    join unnest($1::uuid[], $2::text[]) as wanted (tenant_id, person_id)
      on wanted.tenant_id = d.tenant_id
     and wanted.person_id = d.person_id
   where d.status = 'waiting'
     and d.template = 'leaver'
   order by d.id
     for update of d`;

export interface WaitingLeaver {
  readonly id: string;
  readonly tenantId: string;
  readonly personId: string;
  /** The version of the person with which they left. */
  readonly personVersion: number;
}

/** The mails about the leaving of these people that nobody has been told yet. */
export async function lockWaitingLeavers(tx: Transaction, keys: readonly PersonKey[]): Promise<WaitingLeaver[]> {
  if (keys.length === 0) return [];
  const { rows } = await tx.query<{ id: string; tenant_id: string; person_id: string; person_version: number }>(
    { name: 'lock-waiting-leavers', text: LOCK_WAITING_LEAVERS },
    [keys.map(({ tenantId }) => tenantId), keys.map(({ id }) => id)],
  );
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    personId: row.person_id,
    personVersion: row.person_version,
  }));
}
