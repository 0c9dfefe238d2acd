import { withinBytes, type Transaction } from '#postgres';
import { EMPLOYEES_E, employeeRow, LISTED_COLUMNS, type ListedRow } from './employee-row.js';

/** Behind the mark of `id` in the transaction `changedIn`. */
export interface MarkPlace {
  readonly changedIn: string;
  readonly id: string;
}

/** Somebody as they are now, and where they were marked; of who was deleted the id, the version and its time. */
export type ChangedRow = (ListedRow | DeletedRow) & { readonly changedIn: string };

/** A mark of whom nothing is known: it has its place among the others, and nothing is told of it. */
interface StrayMark extends Pick<DeletedRow, 'id' | 'found'> {
  readonly changedIn: string;
  readonly isStray: true;
}

/** Of who was erased there is no row any more: what is kept of that says the version. */
interface DeletedRow {
  readonly id: string;
  readonly version: number;
  readonly changed_at: Date;
  readonly deleted: true;
  readonly found: number;
}

const SHOWN = `
    left join lateral (
           select ${LISTED_COLUMNS},
                  e.deleted
             from ${EMPLOYEES_E}
            where e.id = one.id
           offset 0) as shown on true
    left join lateral (
           select p.id as erased_id, p.version as erased_version, p.erased_at
             from kept.erased_people p
            where shown.id is null
              and p.id = one.id
            limit 1) as gone on true`;

const marks = (table: string, number: string): string => `
                 (select m.id, m.${number} as changed_in
                    from ${table} m
                   where (m.${number}, m.id) > ($1::xid8, $2::text)
                     and m.${number} < $4::xid8
                   order by m.${number}, m.id
                   limit $3::int)`;

/**
 * Marks of transactions below `$4`; a person's row by its key. To be erased is to be told of, too. A page ends at a mark, so one of
 * whom nothing is known (of an event that leapt, in earlier releases) is among them: left out, the page would seem to be the last.
 */
export const LIST_CHANGED = withinBytes(
  `
  select shown.*, gone.*, coalesce(shown.bytes, 0) as row_bytes, one.id as at_id, one.changed_in::text as "changedIn", one.rank
    from (select m.id, m.changed_in, row_number() over (order by m.changed_in, m.id) as rank
            from (${marks('employee_marks', 'changed_in')}
                   union all${marks('kept.erased_people', 'erased_in')}) as m
           order by rank
           limit $3::int) as one${SHOWN}
   order by one.rank`,
  { order: 'rank', bytes: 'row_bytes' },
);

export async function listChanged(
  tx: Transaction,
  after: MarkPlace,
  { limit, below }: { readonly limit: number; readonly below: string },
): Promise<(ChangedRow | StrayMark)[]> {
  const { rows } = await tx.query<SelectedRow>(LIST_CHANGED, [after.changedIn, after.id, limit, below]);
  return rows.map((row) => (isStrayRow(row) ? strayMark(row) : shownRow(row)));
}

/** Everybody in id order, those who were deleted, too: whoever begins again learns of them. */
export const LIST_ALL = withinBytes(
  `
  select shown.*, gone.*, coalesce(shown.bytes, 0) as row_bytes, '0' as "changedIn", one.id as at_id
    from (select a.id
            from ((select e.id from employees e where e.id > $1::text order by e.id limit $2::int)
                   union all
                  (select p.id from kept.erased_people p where p.id > $1::text order by p.id limit $2::int)) as a
           order by a.id
           limit $2::int) as one${SHOWN}
   order by one.id`,
  { order: 'at_id', bytes: 'row_bytes' },
);

export async function listAll(tx: Transaction, after: string, limit: number): Promise<ChangedRow[]> {
  const { rows } = await tx.query<SelectedRow>(LIST_ALL, [after, limit]);
  return rows.map(shownRow);
}

type SelectedRow = ChangedRow & {
  readonly at_id: string;
  readonly erased_id: string | null;
  readonly erased_version: number;
  readonly erased_at: Date;
};

function isStrayRow({ id, erased_id }: Omit<SelectedRow, 'id'> & { readonly id: string | null }): boolean {
  return id === null && erased_id === null;
}

function strayMark({ at_id: id, found, changedIn }: SelectedRow): StrayMark {
  return { id, found, changedIn, isStray: true };
}

export function isOfSomebody(row: ChangedRow | StrayMark): row is ChangedRow {
  return !('isStray' in row);
}

function shownRow(row: SelectedRow): ChangedRow {
  const { erased_id: id, erased_version: version, erased_at, found, changedIn } = row;
  if (id !== null) return { id, version, changed_at: erased_at, deleted: true, found, changedIn };
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
