import type { Pool } from 'pg';
import type { Partition } from '../source.js';

const ENSURE_OFFSET = `
  insert into consumer_offsets (topic, partition, next_offset, cluster_id)
  values ($1::text, $2::int, 0, $3::text)
  on conflict (topic, partition) do nothing`;

const READ_OFFSET = `
  select next_offset, cluster_id
    from consumer_offsets
   where topic = $1::text
     and partition = $2::int`;

export interface StoredPosition {
  readonly next: bigint;
  readonly clusterId: string;
}

/**
 * The partition's stored position; one that was never read begins at 0. Not locked: two consumers that meet here both
 * find the same row, and each transaction locks it before it trusts it.
 */
export async function ensureOffset(pool: Pool, place: Partition, clusterId: string): Promise<StoredPosition> {
  await pool.query(ENSURE_OFFSET, [place.topic, place.partition, clusterId]);
  const { rows } = await pool.query<{ next_offset: string; cluster_id: string }>(READ_OFFSET, [
    place.topic,
    place.partition,
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error('the row of the partition vanished');
  return { next: BigInt(row.next_offset), clusterId: row.cluster_id };
}
