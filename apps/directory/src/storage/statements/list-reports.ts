import { indexKey, type Transaction } from '#postgres';
import { EMPLOYEE_COLUMNS, type EmployeeRow } from './employee-row.js';
import type { Page } from './list-employees.js';

export interface ReportRow extends EmployeeRow {
  /** 1 for a direct report. */
  readonly depth: number;
}

/**
 * Who reports to `$1`, directly or over at most `$2` levels. Managers may form a cycle: `union` drops what is there
 * already, the depth bounds the rest, and of several ways to one person the shortest counts; nobody reports to
 * themselves.
 */
export const LIST_REPORTS = `
  with recursive below (id, depth) as (
    select e.id, 1
      from employees e
     where e.manager_id = $1::text
       and not e.deleted
     union
    select e.id, b.depth + 1
      from below b
      join employees e on e.manager_id = b.id and not e.deleted
     where b.depth < $2::int
       and b.id <> $1::text
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
  select ${EMPLOYEE_COLUMNS},
         n.depth
    from nearest n
    join employees e on e.id = n.id
   order by e.id`;

export interface Below {
  readonly id: string;
  readonly depth: number;
}

export async function listReports(tx: Transaction, { id, depth }: Below, page: Page): Promise<ReportRow[]> {
  const { rows } = await tx.query<ReportRow>(LIST_REPORTS, [indexKey(id), depth, page.after, page.limit]);
  return rows;
}
