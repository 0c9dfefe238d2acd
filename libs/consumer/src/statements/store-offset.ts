import type { Transaction } from '#postgres';
import type { Partition } from '../source.js';

/** The row is locked by {@link lockOffset} of the same transaction. */
const STORE_OFFSET = `
  update consumer_offsets
     set next_offset = $3::bigint
   where topic = $1::text
     and partition = $2::int`;

export async function storeOffset(tx: Transaction, place: Partition, next: bigint): Promise<void> {
  await tx.query({ name: 'consumer-store-offset', text: STORE_OFFSET }, [
    place.topic,
    place.partition,
    next.toString(),
  ]);
}
