import type { Transaction } from '#postgres';

/** Entries that one answer counts, of all its times together: 200,000 of an index take about 60 ms. */
const COUNTED_AT_ONCE = 200_000;
/** Beyond these a total says "at least". */
export const MOST_COUNTED = 100_000;

/** Times of equal length, one after the other. */
export interface Buckets {
  readonly from: string;
  readonly seconds: number;
  readonly count: number;
}

export interface BucketRow {
  readonly from: Date;
  readonly to: Date;
  readonly entries: number;
  readonly refused: number;
}

const counted = (more: string): string => `
         (select count(*)::int
            from (select 1
                    from entries e
                   where e.time >= b.start
                     and e.time < b.start + b.width${more}
                   limit $4::int) as found)`;

/** Each time is looked up by itself in the indexes over time, up to a number of entries: the rest of it is not read. */
export const COUNT_BY_TIME = `
  select b.start as "from",
         b.start + b.width as "to",${counted('')} as entries,${counted(`
                     and e.outcome = 'refused'`)} as refused
    from (select $1::timestamptz + n * make_interval(secs => $2::int) as start,
                 make_interval(secs => $2::int) as width
            from generate_series(0, $3::int - 1) as n) as b
   order by b.start`;

/** @returns with each number at most one more than `most` */
export async function countByTime(
  tx: Transaction,
  { from, seconds, count }: Buckets,
): Promise<{ readonly rows: readonly BucketRow[]; readonly most: number }> {
  const most = Math.floor(COUNTED_AT_ONCE / count);
  const { rows } = await tx.query<BucketRow>(COUNT_BY_TIME, [from, seconds, count, most + 1]);
  return { rows, most };
}

/** The first and the newest by the index over time; of the others no more is read than is counted. */
export const COUNT_ENTRIES = `
  select (select count(*)::int from (select 1 from entries e limit ${MOST_COUNTED + 1}) as found) as entries,
         (select count(*)::int
            from (select 1 from entries e where e.outcome = 'refused' limit ${MOST_COUNTED + 1}) as found) as refused,
         (select e.time from entries e order by e.time, e.id limit 1) as first,
         (select e.time from entries e order by e.time desc, e.id desc limit 1) as newest`;

export interface EntryCounts {
  readonly entries: number;
  readonly refused: number;
  readonly first: Date | null;
  readonly newest: Date | null;
}

export async function countEntries(tx: Transaction): Promise<EntryCounts> {
  const { rows } = await tx.query<EntryCounts>(COUNT_ENTRIES);
  return rows[0] ?? { entries: 0, refused: 0, first: null, newest: null };
}
