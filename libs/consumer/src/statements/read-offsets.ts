import type { ClientBase, Pool } from 'pg';

/** All rows of one moment. They go on as soon as they are read, unless the caller has locked the table. */
const READ_OFFSETS = `
  select topic, partition, next_offset
    from consumer_offsets
   order by topic, partition`;

/** The next offset that a projection will read from a partition. */
export interface StoredOffset {
  readonly topic: string;
  readonly partition: number;
  readonly next: bigint;
}

export async function readOffsets(session: Pool | ClientBase): Promise<readonly StoredOffset[]> {
  const { rows } = await session.query<{ topic: string; partition: number; next_offset: string }>(READ_OFFSETS);
  return rows.map(({ topic, partition, next_offset }) => ({ topic, partition, next: BigInt(next_offset) }));
}
