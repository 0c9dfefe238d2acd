import { withinBytes, type Transaction } from '#postgres';
import { EMPLOYEES_E, employeeRow, LISTED_COLUMNS, type ListedRow } from './employee-row.js';

/** Behind the mark of `id` in the transaction `changedIn`. */
export interface MarkPlace {
  readonly changedIn: string;
  readonly id: string;
}

/** Somebody as they are now, and where they were marked; of who was deleted the id, the version and its time. */
export type ChangedRow = (ListedRow | DeletedRow) & { readonly changedIn: string };

interface DeletedRow {
  readonly id: string;
  readonly version: number;
  readonly changed_at: Date;
  readonly deleted: true;
  readonly found: number;
}

const SHOWN = `
           select ${LISTED_COLUMNS},
                  e.deleted
             from ${EMPLOYEES_E}
            where e.id = one.id
           offset 0`;

/** Marks of transactions below `$4`, or of all that are visible; a person's row by its key. */
export const LIST_CHANGED = withinBytes(
  `
  select shown.*, one.changed_in::text as "changedIn", one.rank
    from (select m.id, m.changed_in, row_number() over () as rank
            from (select m.id, m.changed_in
                    from employee_marks m
                   where (m.changed_in, m.id) > ($1::xid8, $2::text)
                     and m.changed_in < $4::xid8
                   order by m.changed_in, m.id
                   limit $3::int) as m) as one
   cross join lateral (${SHOWN}) as shown
   order by one.rank`,
  { order: 'rank', bytes: 'bytes' },
);

export async function listChanged(
  tx: Transaction,
  after: MarkPlace,
  { limit, below }: { readonly limit: number; readonly below: string },
): Promise<ChangedRow[]> {
  const { rows } = await tx.query<ChangedRow>(LIST_CHANGED, [after.changedIn, after.id, limit, below]);
  return rows.map(shownRow);
}

/** Everybody in id order, those who were deleted, too: whoever begins again learns of them. */
export const LIST_ALL = withinBytes(
  `
  select shown.*, '0' as "changedIn"
    from (select e.id from employees e where e.id > $1::text order by e.id limit $2::int) as one
   cross join lateral (${SHOWN}) as shown
   order by shown.id`,
  { order: 'id', bytes: 'bytes' },
);

export async function listAll(tx: Transaction, after: string, limit: number): Promise<ChangedRow[]> {
  const { rows } = await tx.query<ChangedRow>(LIST_ALL, [after, limit]);
  return rows.map(shownRow);
}

function shownRow(row: ChangedRow): ChangedRow {
  return isDeleted(row) ? row : { ...row, ...employeeRow(row) };
}

export function isDeleted(row: ChangedRow): row is DeletedRow & { readonly changedIn: string } {
  return 'deleted' in row && row.deleted;
}

/**
 * Up to where marks are told: every transaction below has ended. And of what history: a server that was restored to a time, or
 * replaced by another one, counts its transactions anew from there, under another timeline or system.
 */
const MOMENT = `
  select pg_snapshot_xmin(pg_current_snapshot())::text as settled,
         pg_snapshot_xmax(pg_current_snapshot())::text as begun,
         (select system_identifier from pg_control_system()) || '/' || (select timeline_id from pg_control_checkpoint()) as epoch`;

export interface Moment {
  readonly settled: string;
  /** None below this one begins any more. */
  readonly begun: string;
  readonly epoch: string;
}

export async function momentNow(tx: Transaction): Promise<Moment> {
  const { rows } = await tx.query<Moment>({ name: 'moment-now', text: MOMENT });
  const [moment] = rows;
  if (moment === undefined) throw new Error('the server does not say where it stands');
  return moment;
}
