import type { Transaction } from '#postgres';

const LOCK_DIGEST = `
  select id, event_count, last_event_at
    from deliveries
   where tenant_id = $1::uuid
     and template = 'initial-cycle'
     and group_key = ''
     and status = 'waiting'
     for update`;

export interface LockedDigest {
  readonly id: string;
  readonly people: number;
  readonly lastEventAt: Date;
}

/** The tenant's digest that grows; the cycle's row is locked first, so a batch and a close take turns. */
export async function lockDigest(tx: Transaction, tenantId: string): Promise<LockedDigest | null> {
  const { rows } = await tx.query<{ id: string; event_count: number; last_event_at: Date }>(
    { name: 'lock-digest', text: LOCK_DIGEST },
    [tenantId],
  );
  const [row] = rows;
  return row === undefined ? null : { id: row.id, people: row.event_count, lastEventAt: row.last_event_at };
}
