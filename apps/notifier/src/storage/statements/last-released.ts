import type { Transaction } from '#postgres';
import type { GroupKey } from './lock-group.js';

const LAST_RELEASED = `
  select max(released_at) as released_at
    from deliveries
   where tenant_id = $1::uuid
     and template = $2::text
     and group_key = $3::text`;

/** When the group's latest mail went on its way; null if none did. */
export async function lastReleased(tx: Transaction, group: GroupKey): Promise<Date | null> {
  const { rows } = await tx.query<{ released_at: Date | null }>({ name: 'last-released', text: LAST_RELEASED }, [
    group.tenantId,
    group.template,
    group.key,
  ]);
  return rows[0]?.released_at ?? null;
}
