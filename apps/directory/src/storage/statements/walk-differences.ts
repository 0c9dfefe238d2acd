import type { UserResource } from '#contracts';
import { withinBytes, type Found, type Transaction } from '#postgres';

/**
 * Of the versions of a time, `$3` of them in their order, each person's first: the one before it is not in that time. Told by the row
 * alone; asked of the history for each row, a year cost 2.7 s for a hundred people. It ends at the last first one that is wanted: all five
 * thousand of a month of a million people took 3.9 of 7.8 ms, where a page shows a hundred.
 */
const walkFrom = (begin: string): string => `
  select walked.id,
         walked.version,
         walked.valid_from,
         walked.is_first as "isFirst",
         walked.place = $3::int as "isLast"
    from (select v.id,
                 v.version,
                 v.valid_from,
                 coalesce(v.previous_from <= $1::timestamptz, true) as is_first,
                 row_number() over () as place
            from (select v.id, v.version, v.valid_from, v.previous_from
                    from employee_versions v
                   where ${begin}
                     and v.valid_from <= $2::timestamptz
                   order by v.valid_from, v.id, v.version
                   limit $3::int) as v) as walked
   where walked.is_first
      or walked.place = $3::int
   limit $4::int`;

export const WALK_DIFFERENCES = walkFrom('v.valid_from > $1::timestamptz');

/** A further page begins at its place alone: beside another low end the index would be read from that one on, at each page. */
export const WALK_FURTHER = walkFrom('(v.valid_from, v.id, v.version) > ($5::timestamptz, $6::text, $7::int)');

const FIRST = { name: 'walk-differences', text: WALK_DIFFERENCES };
const FURTHER = { name: 'walk-differences-further', text: WALK_FURTHER };

export interface DifferencePlace {
  readonly time: string;
  readonly id: string;
  readonly version: number;
}

export interface DifferenceWalk {
  readonly from: string;
  readonly to: string;
  readonly after: DifferencePlace | null;
  /** Versions that are looked through. */
  readonly rows: number;
  /** People who are wanted. */
  readonly people: number;
}

export interface WalkedVersion {
  readonly id: string;
  readonly version: number;
  readonly valid_from: Date;
  readonly isFirst: boolean;
  /** The time goes on behind it, and was not looked through further. */
  readonly isLast: boolean;
}

/** People by their first versions, and the last version that is looked at. */
export async function walkDifferences(
  tx: Transaction,
  { from, to, after, rows: most, people }: DifferenceWalk,
): Promise<WalkedVersion[]> {
  const [statement, place] = after === null ? [FIRST, []] : [FURTHER, [after.time, after.id, after.version]];
  const { rows } = await tx.query<WalkedVersion>(statement, [from, to, most, people, ...place]);
  return rows;
}

const at = (time: string): string => `(
         select v.resource,
                coalesce(v.resource_bytes, octet_length(v.resource::text), 0) as bytes
           from employee_versions v
          where v.id = wanted.id
            and v.valid_from <= ${time}::timestamptz
          order by v.version desc
          limit 1)`;

/** People at both ends of a time, in the order in which they are asked for. */
export const SHOW_BOTH_ENDS = withinBytes(
  `
  select wanted.nth,
         wanted.id,
         was.resource as before,
         is_then.resource as after,
         coalesce(was.bytes, 0) + coalesce(is_then.bytes, 0) as bytes
    from unnest($1::text[]) with ordinality as wanted (id, nth)
    left join lateral ${at('$2')} as was on true
    left join lateral ${at('$3')} as is_then on true`,
  { order: 'nth', bytes: 'bytes' },
);

export interface BothEndsRow extends Found {
  readonly id: string;
  /** null: nobody was there, or not any more. */
  readonly before: UserResource | null;
  readonly after: UserResource | null;
  /** Of both. */
  readonly bytes: number;
}

export async function showBothEnds(
  tx: Transaction,
  ids: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<BothEndsRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<BothEndsRow>({ name: 'show-both-ends', text: SHOW_BOTH_ENDS }, [ids, from, to]);
  return rows;
}
