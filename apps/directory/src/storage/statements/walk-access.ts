import type { Transaction } from '#postgres';

/** Lines of one person that are looked at, the newest first: nobody has had as many. */
export const MOST_LINES = 1_000;
/** Of all people of a look: 200 with a thousand each would be 15 MB of an answer, and a moment of the thread. One has fewer. */
export const MOST_ROWS = 4_000;

/**
 * When the time of a line really ended: a line ends, too, where somebody moves and stays active. The first end, from it on, where
 * no other line begins in which the person is active.
 */
const RUN_END = `(select n.valid_to
                     from reporting_lines n
                    where n.id = e.id
                      and n.valid_from >= l.valid_from
                      and n.valid_from < n.valid_to
                      and n.active
                      and not exists (
                          select 1
                            from reporting_lines o
                           where o.id = n.id
                             and o.valid_from = n.valid_to
                             and o.valid_from < o.valid_to
                             and o.active)
                    order by n.valid_from
                    limit 1)`;

/**
 * People in id order, who was deleted, too, each with the lines in which they were active up to a time, the last of them to its real end; of one
 * who never was, an empty row. One row too many says that there are more: of the last person's some may be missing then.
 */
export const WALK_ACCESS = `
  select e.id,
         l.valid_from as "from",
         case
           when l.valid_to = 'infinity' then null
           when l.valid_to > $3::timestamptz then nullif(${RUN_END}, 'infinity')
           else l.valid_to
         end as "to"
    from (select e.id
            from employees e
           where e.id > $1::text
           order by e.id
           limit $2::int) as e
    left join lateral (
         select l.valid_from, l.valid_to
           from reporting_lines l
          where l.id = e.id
            and l.active
            and l.valid_from < l.valid_to
            and l.valid_from <= $3::timestamptz
          order by l.valid_from desc
          limit ${MOST_LINES}) as l on true
   order by e.id, l.valid_from
   limit ${MOST_ROWS + 1}`;

export interface AccessRow {
  readonly id: string;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** What was looked at, by person; there may be more people where it is not whole. */
export interface AccessLook {
  readonly people: ReadonlyMap<string, readonly AccessRow[]>;
  readonly rows: number;
  readonly isWhole: boolean;
}

export async function walkAccess(
  tx: Transaction,
  { after, limit, to }: { readonly after: string; readonly limit: number; readonly to: string },
): Promise<AccessLook> {
  const { rows } = await tx.query<AccessRow>({ name: 'walk-access', text: WALK_ACCESS }, [after, limit, to]);
  const people = Map.groupBy(rows, ({ id }) => id);
  const last = rows.at(-1);
  const isWhole = rows.length <= MOST_ROWS;
  if (!isWhole && last !== undefined) people.delete(last.id);
  return { people, rows: rows.length, isWhole };
}
