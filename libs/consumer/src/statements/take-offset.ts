import type { Transaction } from '#postgres';
import type { Partition } from '../source.js';

/**
 * Moves the partition's offset up to `next` and says where it stood: null when it has none. The row stays locked until the
 * transaction ends, and is read after whoever held it before has committed: of a consumer and its successor the second
 * sees what the first stored. A crash releases the lock with the connection, and the move with it; so does whoever finds
 * that the slice does not begin there.
 */
const TAKE_OFFSET = `
  update consumer_offsets
     set next_offset = greatest(next_offset, $3::bigint)
   where topic = $1::text
     and partition = $2::int
  returning old.next_offset`;

export async function takeOffset(tx: Transaction, place: Partition, next: bigint): Promise<bigint | null> {
  const { rows } = await tx.query<{ next_offset: string }>({ name: 'consumer-take-offset', text: TAKE_OFFSET }, [
    place.topic,
    place.partition,
    next.toString(),
  ]);
  return rows[0] === undefined ? null : BigInt(rows[0].next_offset);
}
