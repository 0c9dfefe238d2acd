import type { Transaction } from '#postgres';

/** Skips what another process settles right now, and a group that a batch is adding to: it is looked at again soon. */
const LOCK_DUE_GROUPS = `
  select d.id, d.made_at, d.due_at, d.last_event_at, d.tenant_id, d.facts
    from deliveries d
   where d.status = 'waiting'
     and d.template = $3::text
     and d.due_at <= $1::timestamptz
   order by d.due_at
   limit $2::int
     for update skip locked`;

interface Row {
  id: string;
  made_at: Date;
  due_at: Date;
  last_event_at: Date;
  tenant_id: string;
  facts: unknown;
}

export interface DueGroupRow {
  readonly id: string;
  readonly tenantId: string;
  readonly madeAt: Date;
  readonly dueAt: Date;
  readonly lastEventAt: Date;
  readonly facts: unknown;
}

export async function lockDueGroups(
  tx: Transaction,
  template: 'refusals' | 'credential' | 'emergency' | 'approval' | 'sign-on',
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<DueGroupRow[]> {
  const { rows } = await tx.query<Row>({ name: 'lock-due-groups', text: LOCK_DUE_GROUPS }, [now, limit, template]);
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    madeAt: row.made_at,
    dueAt: row.due_at,
    lastEventAt: row.last_event_at,
    facts: row.facts,
  }));
}
