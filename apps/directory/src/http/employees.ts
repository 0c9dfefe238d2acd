import type { Pool } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';
import { decodeCursor, encodeCursor, NOT_FOUND } from '#service';
import { findEmployee } from '../storage/statements/find-employee.js';
import { listEmployees } from '../storage/statements/list-employees.js';
import { listReports } from '../storage/statements/list-reports.js';
import { searchEmployees } from '../storage/statements/search-employees.js';
import type { EmployeeRow } from '../storage/statements/employee-row.js';
import { resolveReferences, type NamedEmployee } from '../storage/statements/resolve-references.js';
import { employeeBody, referencesOf, type EmployeeBody, type ReportBody } from './employee-body.js';
import { Place, type ListParameters, type ReportsParameters } from './queries.js';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const ACTIVE = { true: true, false: false, any: null } as const;

/** The API's questions, each in a transaction of its own that sees one tenant's rows and no others. */
export class Employees {
  readonly #reader: Pool;

  constructor(reader: Pool) {
    this.#reader = reader;
  }

  async list(tenantId: string, query: ListParameters): Promise<Page<EmployeeBody>> {
    const { active, department = null, managerId = null, search } = query;
    const filter = { active: ACTIVE[active], department, managerId };
    const place = placeOf(query);
    const bodies = await this.#within(tenantId, async (tx) => {
      const rows = await (search === undefined
        ? listEmployees(tx, filter, place)
        : searchEmployees(tx, search, filter, place));
      return bodiesOf(tx, rows);
    });
    return pageOf(bodies, query.limit);
  }

  /** @throws Problem 404 for an employee who is unknown, deleted or another tenant's: nobody can tell which */
  async find(tenantId: string, id: string): Promise<EmployeeBody> {
    return this.#within(tenantId, async (tx) => {
      const row = await find(tx, id);
      return employeeBody(row, await namedBy(tx, [row]));
    });
  }

  /** @throws Problem 404 as `find` */
  async reports(tenantId: string, id: string, query: ReportsParameters): Promise<Page<ReportBody>> {
    const bodies = await this.#within(tenantId, async (tx) => {
      await find(tx, id);
      const rows = await listReports(tx, { id, depth: query.depth }, placeOf(query));
      const named = await namedBy(tx, rows);
      return rows.map((row) => ({ ...employeeBody(row, named), depth: row.depth }));
    });
    return pageOf(bodies, query.limit);
  }

  #within<Result>(tenantId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#reader, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
  }
}

async function bodiesOf(tx: Transaction, rows: readonly EmployeeRow[]): Promise<EmployeeBody[]> {
  const named = await namedBy(tx, rows);
  return rows.map((row) => employeeBody(row, named));
}

function namedBy(tx: Transaction, rows: readonly EmployeeRow[]): Promise<ReadonlyMap<string, NamedEmployee>> {
  const values = rows.flatMap((row) => referencesOf(row).map(([, value]) => value));
  return resolveReferences(tx, [...new Set(values)]);
}

async function find(tx: Transaction, id: string) {
  // PostgreSQL refuses a NUL in a text (22021), and no id has one.
  const row = id.includes('\0') ? null : await findEmployee(tx, id);
  if (row === null) throw NOT_FOUND;
  return row;
}

/** One row more than the page has, to know whether there is a next one. */
function placeOf({ cursor, limit }: { readonly cursor?: string; readonly limit: number }) {
  return { after: cursor === undefined ? '' : decodeCursor(Place, cursor).id.replaceAll('\0', ''), limit: limit + 1 };
}

function pageOf<Item extends { readonly id: string }>(found: readonly Item[], limit: number): Page<Item> {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : encodeCursor({ id: last.id }) };
}
