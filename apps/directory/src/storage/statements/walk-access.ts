import type { Transaction } from '#postgres';

/** Lines of one person that are looked at, the newest first: nobody has had as many. */
const MOST_LINES = 1_000;

/** People in id order, who was deleted, too, each with the lines in which they were active; of one who never was, an empty row. */
export const WALK_ACCESS = `
  select e.id,
         l.valid_from as "from",
         case when l.valid_to = 'infinity' then null else l.valid_to end as "to"
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
   order by e.id, l.valid_from`;

export interface AccessRow {
  readonly id: string;
  readonly from: Date | null;
  readonly to: Date | null;
}

export async function walkAccess(
  tx: Transaction,
  { after, limit, to }: { readonly after: string; readonly limit: number; readonly to: string },
): Promise<AccessRow[]> {
  return (await tx.query<AccessRow>({ name: 'walk-access', text: WALK_ACCESS }, [after, limit, to])).rows;
}
