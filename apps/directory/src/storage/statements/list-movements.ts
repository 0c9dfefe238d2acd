import type { Transaction } from '#postgres';
import { calledAs, nameParts, type CalledPerson, type NamePartsRow } from './name-parts.js';

export interface MovementRow {
  readonly id: string;
  readonly version: number;
  readonly valid_from: Date;
  readonly event_id: string;
  /** null: a version by which nobody came or went. */
  readonly kind: 'joined' | 'left' | null;
}

/** Below this place, newest first, and not before `from`. */
export interface Walk {
  readonly from: string;
  readonly to: string;
  readonly after: { readonly time: string; readonly id: string; readonly version: number } | null;
  readonly rows: number;
}

const wasActive = (row: string): string => `coalesce((${row}.resource ->> 'active')::boolean, false)`;

/**
 * The versions of a time, of whatever kind, each with what it made of the person's being active: two look-ups a row, and so
 * many rows as the caller says, however few of them are wanted. Who was deleted has no resource, and is not active.
 */
const walkFrom = (begin: string): string => `
  select walked.id,
         walked.version,
         walked.valid_from,
         walked.event_id,
         case
           when walked.active and not walked.before then 'joined'
           when walked.before and not walked.active then 'left'
         end as kind
    from (select v.id,
                 v.version,
                 v.valid_from,
                 v.event_id,
                 ${wasActive('v')} as active,
                 coalesce((select ${wasActive('o')}
                             from employee_versions o
                            where o.tenant_id = v.tenant_id
                              and o.id = v.id
                              and o.version < v.version
                            order by o.version desc
                            limit 1), false) as before
            from employee_versions v
           where v.valid_from >= $1::timestamptz
             and ${begin}
           order by v.valid_from desc, v.id desc, v.version desc
           limit $2::int) as walked
   order by walked.valid_from desc, walked.id desc, walked.version desc`;

export const WALK_VERSIONS = walkFrom('v.valid_from < $3::timestamptz');

/** A further page begins at its place alone: beside another end the index would be read from that one on, at each page. */
export const WALK_OLDER = walkFrom('(v.valid_from, v.id, v.version) < ($3::timestamptz, $4::text, $5::int)');

export async function walkVersions(tx: Transaction, { from, to, after, rows: most }: Walk): Promise<MovementRow[]> {
  const [text, place] = after === null ? [WALK_VERSIONS, [to]] : [WALK_OLDER, [after.time, after.id, after.version]];
  const { rows } = await tx.query<MovementRow>(text, [from, most, ...place]);
  return rows;
}

/** Who they were at that version; of who is deleted, at the one before. Of each text its beginning. */
export const SHOW_MOVED = `
  select shown.*
    from unnest($1::text[], $2::int[]) with ordinality as moved (id, version, place)
    left join lateral (
         select ${nameParts('v')}
           from employee_versions v
          where v.id = moved.id
            and v.version <= moved.version
            and v.resource is not null
          order by v.version desc
          limit 1) as shown on true
   order by moved.place`;

/** One for each of the movements, in their order. */
export async function showMoved(
  tx: Transaction,
  moved: readonly Pick<MovementRow, 'id' | 'version'>[],
): Promise<CalledPerson[]> {
  if (moved.length === 0) return [];
  const values = [moved.map(({ id }) => id), moved.map(({ version }) => version)];
  const { rows } = await tx.query<NamePartsRow>(SHOW_MOVED, values);
  return rows.map(calledAs);
}
