import type { Transaction } from '#postgres';

/**
 * Which of the keys have something parked. Nobody parks or releases meanwhile: both lock the row of the key's partition
 * first, and this transaction holds it.
 */
const PARKED_KEYS = `
  select distinct key
    from parked_events
   where topic = $1::text
     and key = any($2::text[])`;

export async function parkedKeys(tx: Transaction, topic: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ key: string }>({ name: 'consumer-parked-keys', text: PARKED_KEYS }, [topic, keys]);
  return new Set(rows.map((row) => row.key));
}
