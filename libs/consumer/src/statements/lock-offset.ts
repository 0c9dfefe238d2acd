import type { Transaction } from '#postgres';
import type { Partition } from '../source.js';

/**
 * Locks the partition's row until the transaction ends, and reads it after whoever held it before has committed: of a
 * consumer and its successor the second sees what the first stored. A crash releases the lock with the connection.
 */
const LOCK_OFFSET = `
  select next_offset
    from consumer_offsets
   where topic = $1::text
     and partition = $2::int
     for no key update`;

export async function lockOffset(tx: Transaction, place: Partition): Promise<bigint | null> {
  const { rows } = await tx.query<{ next_offset: string }>({ name: 'consumer-lock-offset', text: LOCK_OFFSET }, [
    place.topic,
    place.partition,
  ]);
  return rows[0] === undefined ? null : BigInt(rows[0].next_offset);
}
