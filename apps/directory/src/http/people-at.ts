import type { Transaction } from '#postgres';
import { activeNow } from '../storage/statements/active-now.js';
import type { ListedRow } from '../storage/statements/employee-row.js';
import { PRESENT } from '../storage/statements/lines-at.js';
import type { NamedAt } from '../storage/statements/named-at.js';
import { showAsOf } from '../storage/statements/show-as-of.js';
import { employeeBody, type EmployeeBody } from './employee-body.js';

export interface PeopleAt {
  /** In the order of the ids, as many as fit the bytes of a page. */
  readonly rows: readonly ListedRow[];
  readonly bodyOf: (row: ListedRow) => EmployeeBody;
}

/** People as they were at a time, or as they are: then whoever a gap has taken out of work is inactive. */
export async function peopleAt(tx: Transaction, ids: readonly string[], at: string): Promise<PeopleAt> {
  const { rows, named } = await showAsOf(tx, ids, at);
  const bodyOf = (row: ListedRow) => employeeBody(row, named);
  if (at !== PRESENT || rows.length === 0) return { rows, bodyOf };
  const managers = rows.flatMap(({ manager }) => manager?.id ?? []);
  const active = await activeNow(tx, [...new Set([...rows.map(({ id }) => id), ...managers])]);
  return { rows: rows.map((row) => asToday(row, active)), bodyOf };
}

function asToday(row: ListedRow, active: ReadonlyMap<string, boolean>): ListedRow {
  const { manager } = row;
  const today = (person: NamedAt): NamedAt => ({ ...person, active: active.get(person.id) ?? person.active });
  return { ...row, active: active.get(row.id) ?? row.active, manager: manager === null ? null : today(manager) };
}
