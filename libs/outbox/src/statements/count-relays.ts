import type { Transaction } from '#postgres';

/** Advisory lock (LANE_SPACE, lane) holds a lane; every relay holds (RELAY_SPACE, 0) shared, to be counted by. */
export const LANE_SPACE = 0x6f62_6c6e;
export const RELAY_SPACE = 0x6f62_726c;

/** What the lock table shows: it is a snapshot, and decides only what a relay tries; the locks themselves decide. */
const COUNT_RELAYS = `
  select count(*) filter (where classid = $2::int8::oid)::int4 as relays,
         coalesce(array_agg(objid::int8::int4) filter (where classid = $1::int8::oid), '{}') as taken
    from pg_catalog.pg_locks
   where locktype = 'advisory'
     and objsubid = 2
     and granted
     and database = (select oid from pg_catalog.pg_database where datname = current_database())`;

export interface RelayCount {
  readonly relays: number;
  /** Lanes that some relay holds, the asking one included. */
  readonly taken: readonly number[];
}

export async function countRelays(session: Transaction): Promise<RelayCount> {
  const { rows } = await session.query<RelayCount & Record<string, unknown>>({
    name: 'outbox-relays',
    text: COUNT_RELAYS,
    values: [LANE_SPACE, RELAY_SPACE],
  });
  return rows[0] ?? { relays: 1, taken: [] };
}
