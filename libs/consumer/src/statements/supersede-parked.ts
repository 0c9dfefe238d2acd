import type { Transaction } from '#postgres';

/**
 * An event that says all was applied past everything that is parked of its key, or past what is parked before it. The
 * partition's row is locked: nothing is parked or released meanwhile.
 */
const SUPERSEDE_PARKED = `
  update parked_events
     set kind = 'superseded'
   where topic = $1::text
     and key = any($2::text[])
     and key <> ''
     and kind in ('poison', 'undecodable', 'waiting')
     and ($3::bigint is null or id < $3::bigint)`;

/** @param before only what was parked before this id; everything of the keys when it is left out */
export async function supersedeParked(
  tx: Transaction,
  { topic, keys, before = null }: { topic: string; keys: readonly string[]; before?: string | null },
): Promise<void> {
  await tx.query(SUPERSEDE_PARKED, [topic, keys, before]);
}
