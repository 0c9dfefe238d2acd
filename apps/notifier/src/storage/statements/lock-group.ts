import type { Transaction } from '#postgres';

/**
 * The group that grows. Whoever waits for a group that is being released looks again when it is (read committed) and,
 * finding it no longer `waiting`, begins the next.
 */
const LOCK_GROUP = `
  select id, facts
    from deliveries
   where tenant_id = $1::uuid
     and template = $2::text
     and group_key = $3::text
     and status = 'waiting'
     for update`;

export interface GroupKey {
  readonly tenantId: string;
  readonly template: 'refusals' | 'credential' | 'emergency' | 'approval' | 'sign-on' | 'initial-cycle';
  readonly key: string;
}

export async function lockGroup(
  tx: Transaction,
  group: GroupKey,
): Promise<{ readonly id: string; readonly facts: unknown } | null> {
  const values = [group.tenantId, group.template, group.key];
  const { rows } = await tx.query<{ id: string; facts: unknown }>({ name: 'lock-group', text: LOCK_GROUP }, values);
  return rows[0] ?? null;
}
