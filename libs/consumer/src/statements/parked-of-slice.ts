import { arrayText, type Transaction } from '#postgres';
import type { ParkedOfSlice, Slice } from '../pipeline.js';

/**
 * What is parked of the keys of a slice. Nobody parks or releases meanwhile: both lock the row of the key's partition
 * first, and this transaction holds it. Without a key no order was promised, so only the slice's own records count.
 *
 * `superseded` holds back nothing: an event that says all has been applied since. `discarded` is over.
 */
const PARKED_OF_SLICE = `
  select key,
         coalesce(bool_or(kind in ('poison', 'undecodable', 'waiting')), false) as blocks,
         array_agg(record_offset) filter (where kind = 'discarded' and partition = $3::int
                                            and record_offset >= $4::bigint and record_offset < $5::bigint) as discarded,
         array_agg(record_offset) filter (where kind = 'stopped' and partition = $3::int
                                            and record_offset >= $4::bigint and record_offset < $5::bigint) as stopped
    from parked_events
   where topic = $1::text
     and key = any($2::text[])
     and (key <> '' or (partition = $3::int and record_offset >= $4::bigint and record_offset < $5::bigint))
   group by key`;

interface Row {
  readonly key: string;
  readonly blocks: boolean;
  readonly discarded: readonly string[] | null;
  readonly stopped: readonly string[] | null;
}

export async function parkedOfSlice(tx: Transaction, slice: Slice): Promise<ParkedOfSlice> {
  const keys = [...new Set(slice.items.map(({ record }) => record.key))];
  const { rows } = await tx.query<Row>({ name: 'consumer-parked-of-slice', text: PARKED_OF_SLICE }, [
    slice.topic,
    arrayText(keys),
    slice.partition,
    slice.from.toString(),
    slice.next.toString(),
  ]);
  return {
    blocked: new Set(rows.filter(({ key, blocks }) => blocks && key !== '').map(({ key }) => key)),
    discarded: new Set(rows.flatMap(({ discarded }) => (discarded ?? []).map(BigInt))),
    stopped: rows.flatMap(({ stopped }) => (stopped ?? []).map(BigInt)),
  };
}
