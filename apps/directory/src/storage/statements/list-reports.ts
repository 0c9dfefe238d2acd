import { indexKey, type Transaction } from '#postgres';
import { EMPLOYEES_E, employeesWithinBytes, employeeRow, LISTED_COLUMNS, type ListedRow } from './employee-row.js';
import { reportsSql } from './manager-named.js';
import type { Page } from './list-employees.js';

export interface ReportRow extends ListedRow {
  /** 1 for a direct report. */
  readonly depth: number;
}

/**
 * Who reports to `$1`, directly or over at most `$2` levels. Managers may form a cycle: `union` drops what is there
 * already, the depth bounds the rest, and of several ways to one person the shortest counts; nobody reports to
 * themselves.
 *
 * Each row by its key (`limit 1`): of a walk PostgreSQL expects so many rows that it would read the tenant's to join them.
 */
export const LIST_REPORTS = employeesWithinBytes(`
  with recursive below (id, depth) as (
    select $1::text collate "C", 0
     union
    select below_one.id, b.depth + 1
      from below b
     cross join lateral (${reportsSql('b.id')}
           ) as below_one
     where b.depth < $2::int
       and (b.depth = 0 or b.id <> $1::text)
  ),
  nearest (id, depth) as (
    select b.id, min(b.depth)
      from below b
     where b.id <> $1::text
       and b.id > $3::text
     group by b.id
     order by b.id
     limit $4::int
  )
  select reported.*
    from nearest n
   cross join lateral (
         select ${LISTED_COLUMNS},
                n.depth
           from ${EMPLOYEES_E}
          where e.id = n.id
          limit 1) as reported
   order by reported.id`);

export interface Below {
  readonly id: string;
  readonly depth: number;
}

export async function listReports(tx: Transaction, { id, depth }: Below, page: Page): Promise<ReportRow[]> {
  const { rows } = await tx.query<ReportRow>(LIST_REPORTS, [indexKey(id), depth, page.after, page.limit]);
  return rows.map(employeeRow);
}
