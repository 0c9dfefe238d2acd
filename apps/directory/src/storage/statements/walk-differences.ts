import type { UserResource } from '#contracts';
import { withinBytes, type Found, type Transaction } from '#postgres';

/**
 * The versions of a time in their order, each with whether it is the person's first in it: the one before it is not in that
 * time. Told by the row alone; asked of the history for each row, a year cost 2.7 s for a hundred people.
 */
const walkFrom = (begin: string): string => `
  select v.id,
         v.version,
         v.valid_from,
         coalesce(v.previous_from <= $1::timestamptz, true) as is_first
    from employee_versions v
   where ${begin}
     and v.valid_from <= $2::timestamptz
   order by v.valid_from, v.id, v.version
   limit $3::int`;

export const WALK_DIFFERENCES = walkFrom('v.valid_from > $1::timestamptz');

/** A further page begins at its place alone: beside another low end the index would be read from that one on, at each page. */
export const WALK_FURTHER = walkFrom('(v.valid_from, v.id, v.version) > ($4::timestamptz, $5::text, $6::int)');

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
  readonly rows: number;
}

export interface WalkedVersion {
  readonly id: string;
  readonly version: number;
  readonly valid_from: Date;
  readonly is_first: boolean;
}

export async function walkDifferences(
  tx: Transaction,
  { from, to, after, rows: most }: DifferenceWalk,
): Promise<WalkedVersion[]> {
  const [statement, place] = after === null ? [FIRST, []] : [FURTHER, [after.time, after.id, after.version]];
  const { rows } = await tx.query<WalkedVersion>(statement, [from, to, most, ...place]);
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
