import type { Transaction } from '#postgres';
import { decodeCursor, encodeCursor, NOT_FOUND, pageOf, type Page, type TenantReads } from '#service';
import { validate } from 'uuid';
import { findEmployee } from '../storage/statements/find-employee.js';
import {
  listEmployees,
  walkEmployees,
  type EmployeeFilter,
  type Page as RowPlace,
} from '../storage/statements/list-employees.js';
import { listReports } from '../storage/statements/list-reports.js';
import { searchEmployees, walkFound } from '../storage/statements/search-employees.js';
import { showEmployees } from '../storage/statements/show-employees.js';
import type { EmployeeRow, ListedRow, WalkedRow } from '../storage/statements/employee-row.js';
import { resolveReferences, type NamedEmployee } from '../storage/statements/resolve-references.js';
import { sortedPage } from './sorted.js';
import { employeeBody, referencesOf, type EmployeeBody, type ReportBody } from './employee-body.js';
import { notTogether } from './not-together.js';
import { NO_MANAGER, Place, unknownManager, type AskedList, type AskedReports } from './queries.js';

const ACTIVE = { true: true, false: false, any: null } as const;

/** The API's questions, each in a transaction of its own that sees one tenant's rows and no others. */
export class Employees {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  /** @throws Problem 400 for a manager's name that is nobody's */
  async list(tenantId: string, query: AskedList, gone?: AbortSignal): Promise<Page<EmployeeBody>> {
    refuseTogether(query);
    if (query.sort !== undefined) return this.#sorted(tenantId, query, gone);
    const place = placeOf(query);
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      const manager = await managerOf(tx, query.managerId);
      // In the list the reports of one manager have indexes; what is searched, and who has no manager, is looked through.
      const isWalked = manager.kind === 'none' || (manager.kind === 'of' && query.search !== undefined);
      if (isWalked) return walk(tx, { place, take: walkerOf(tx, query), isWanted: wantedBy(manager) });
      const rows = await rowsOf(tx, { ...query, managerId: manager.kind === 'of' ? manager.id : null }, place);
      const { shown, next } = cut(rows, query.limit);
      return { items: await bodiesOf(tx, shown), next };
    });
  }

  #sorted(tenantId: string, query: AskedList, gone?: AbortSignal): Promise<Page<EmployeeBody>> {
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      const { items, next } = await sortedPage(tx, filterOf({ ...query, managerId: null }), query);
      return { items: await bodiesOf(tx, items), next };
    });
  }

  /** @throws Problem 404 for an employee who is unknown, deleted or another tenant's: nobody can tell which */
  async find(tenantId: string, id: string): Promise<EmployeeBody> {
    return this.#reads.lookUp({ tenantId }, async (tx) => {
      const row = await find(tx, id);
      return employeeBody(row, await namedBy(tx, [row]));
    });
  }

  /** @throws Problem 404 as `find`; with `onlyActive` of who has left, too */
  async reports(tenantId: string, id: string, query: AskedReports, gone?: AbortSignal): Promise<Page<ReportBody>> {
    return this.#reads.list({ tenantId, gone }, async (tx) => {
      const { active } = await find(tx, id);
      if (query.onlyActive === true && !active) throw NOT_FOUND;
      const rows = await listReports(tx, { id, depth: query.depth }, placeOf(query));
      const { shown, next } = cut(rows, query.limit);
      const named = await namedBy(tx, shown);
      return { items: shown.map((row) => ({ ...employeeBody(row, named), depth: row.depth })), next };
    });
  }
}

type Manager = { readonly kind: 'any' } | { readonly kind: 'none' } | { readonly kind: 'of'; readonly id: string };

/** The manager that a list is asked for, by whatever name personNamed knows. */
async function managerOf(tx: Transaction, name: string | undefined): Promise<Manager> {
  if (name === undefined) return { kind: 'any' };
  if (name === NO_MANAGER) return { kind: 'none' };
  const person = (await resolveReferences(tx, [name])).get(name);
  if (person !== undefined) return { kind: 'of', id: person.id };
  // Whoever has an id has had reports, perhaps: nobody is an answer. Any other word is a mistake, and that would hide it.
  if (validate(name)) return { kind: 'of', id: name };
  throw unknownManager();
}

const wantedBy =
  (manager: Manager) =>
  (row: WalkedRow): boolean =>
    manager.kind === 'of' ? row.manager === manager.id : manager.kind === 'any' || row.manager === null;

/** Whoever has ids wants names for them: a walk or a search over them would be another question; and names have an order of theirs. */
function refuseTogether({ id, externalId, managerId, search, sort }: AskedList): void {
  const isNamed = id !== undefined || externalId !== undefined;
  const parameter =
    managerId !== undefined ? 'managerId' : search !== undefined ? 'search' : isNamed ? 'id' : undefined;
  if (sort !== undefined && parameter !== undefined) throw notTogether(parameter, 'sort');
  if (isNamed && parameter !== undefined && parameter !== 'id') throw notTogether(parameter, 'id and externalId');
}

type Filtered = Pick<AskedList, 'active' | 'department' | 'search' | 'id' | 'externalId' | 'kinds'> & {
  readonly managerId: string | null;
};

function filterOf({
  active,
  department,
  managerId,
  id: ids,
  externalId: externalIds,
  kinds,
}: Filtered): EmployeeFilter {
  return { active: ACTIVE[active], department: department ?? null, managerId, ids, externalIds, kinds };
}

function rowsOf(tx: Transaction, query: Filtered, place: RowPlace): Promise<ListedRow[]> {
  const { search } = query;
  return search === undefined
    ? listEmployees(tx, filterOf(query), place)
    : searchEmployees(tx, search, filterOf(query), place);
}

type Take = (place: RowPlace) => Promise<WalkedRow[]>;

function walkerOf(tx: Transaction, query: AskedList): Take {
  const { search } = query;
  const filter = filterOf({ ...query, managerId: null });
  return (place) => (search === undefined ? walkEmployees(tx, filter, place) : walkFound(tx, search, filter, place));
}

/** Rows that a walk takes at a time, and how often: one answer costs no more, however few of them are wanted. */
const WALKED_ROWS = 200;
const MOST_WALKS = 10;

/** A page of those that are wanted. It may be short, or empty, and have a next one all the same: there the walk goes on. */
async function walk(
  tx: Transaction,
  {
    place,
    take,
    isWanted,
  }: { readonly place: RowPlace; readonly take: Take; readonly isWanted: (row: WalkedRow) => boolean },
): Promise<Page<EmployeeBody>> {
  const wanted: string[] = [];
  let { after } = place;
  let isOver = false;
  for (let walks = 0; walks < MOST_WALKS && !isOver && wanted.length < place.limit; walks += 1) {
    const rows = await take({ after, limit: WALKED_ROWS });
    wanted.push(...rows.filter(isWanted).map(({ id }) => id));
    after = rows.at(-1)?.id ?? after;
    isOver = rows.length < WALKED_ROWS;
  }
  const limit = place.limit - 1;
  const shown = await showEmployees(tx, wanted.slice(0, limit));
  const items = await bodiesOf(tx, shown);
  const last = isCut(shown) ? shown.at(-1)?.id : wanted.length > limit ? wanted[limit - 1] : isOver ? undefined : after;
  return { items, next: last === undefined ? null : encodeCursor({ id: last }) };
}

/** True when there are more rows than fit the bytes of a page. */
function isCut(rows: readonly ListedRow[]): boolean {
  return rows.length < (rows[0]?.found ?? 0);
}

export async function bodiesOf(tx: Transaction, rows: readonly EmployeeRow[]): Promise<EmployeeBody[]> {
  const named = await namedBy(tx, rows);
  return rows.map((row) => employeeBody(row, named));
}

export function namedBy(tx: Transaction, rows: readonly EmployeeRow[]): Promise<ReadonlyMap<string, NamedEmployee>> {
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
  return { after: cursor === undefined ? '' : decodeCursor(Place, cursor).id, limit: limit + 1 };
}

function cut<Row extends ListedRow>(rows: readonly Row[], limit: number) {
  return pageOf(rows, { limit, found: rows[0]?.found ?? 0, place: ({ id }) => ({ id }) });
}
