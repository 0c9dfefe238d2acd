import type { UserResource } from '#contracts';
import { withinBytes, type Found } from '#postgres';
import { EMPLOYEE } from './employee-columns.js';
import { MANAGER_OF_E, NAME_SHOWN } from './manager-named.js';

/** An employee as the reader's role sees it, with what is known of the manager. */
export interface EmployeeRow {
  readonly id: string;
  readonly version: number;
  readonly changed_at: Date;
  readonly active: boolean;
  readonly user_name: string;
  readonly external_id: string | null;
  readonly display_name: string;
  readonly department: string | null;
  readonly title: string | null;
  readonly manager_id: string | null;
  readonly mail: string | null;
  /** Custom attributes whose value names an employee; null for none. */
  readonly reference_names: readonly string[] | null;
  readonly resource: UserResource;
  /** null while the manager is not known, and once the manager is deleted. */
  readonly manager: NamedManager | null;
  readonly manager_name: string | null;
}

export interface NamedManager {
  readonly id: string;
  readonly displayName: string;
  readonly active: boolean;
}

/** Of a page, which may have been cut short. */
export interface ListedRow extends EmployeeRow, Found {
  /** About how many it has. */
  readonly bytes: number;
}

/** An employee whom a walk passes: who it is, and who the manager is, as far as anybody is named. */
export interface WalkedRow {
  readonly id: string;
  readonly manager: string | null;
}

/** As the statements give it. */
export type SelectedRow = Omit<EmployeeRow, 'manager_name'>;

export function employeeRow<Row extends SelectedRow>(row: Row): Row & EmployeeRow {
  return { ...row, manager_name: row.manager?.displayName ?? null };
}

/**
 * The columns of an {@link EmployeeRow} from {@link EMPLOYEES_E}. Managers are resolved at reading, so it does not matter
 * whether they come before or after their reports. Sub-selects and no joins: they are look-ups by key for the rows of
 * the page, where a join over a table that is not analysed yet was seen to read half of it.
 */
export const EMPLOYEE_COLUMNS = `${Object.entries(EMPLOYEE)
  .flatMap(([name, { isShown }]) => (isShown === true ? [`e.${name}`] : []))
  .join(',\n         ')},
         kept.resource,
         ${MANAGER_OF_E} as manager`;

/**
 * `e` with the resource of its newest version, as `kept`; `limit` keeps it one look-up by key. What an earlier release
 * wrote has no length of its own, and is measured.
 */
export const EMPLOYEES_E = `employees e
    left join lateral (
           select v.resource,
                  coalesce(v.resource_bytes, octet_length(v.resource::text)) as bytes
             from employee_versions v
            where v.tenant_id = e.tenant_id and v.id = e.id and v.version = e.version
            limit 1) as kept on true`;

// What repeats a text of the resource; of a text the length is known without reading it.
const REPEATED = ['display_name', 'user_name', 'external_id', 'department', 'title', 'mail'];

/** The columns of a page's rows, and about how many bytes they have, the names of whom the references mean included. */
export const LISTED_COLUMNS = `${EMPLOYEE_COLUMNS},
         coalesce(kept.bytes, 0)
         + ${REPEATED.map((column) => `coalesce(octet_length(e.${column}), 0)`).join(' + ')}
         + ${NAME_SHOWN + 44} * coalesce(jsonb_array_length(e.reference_names), 0) as bytes`;

/** The columns of a {@link WalkedRow} from `employees e`. */
export const WALKED_COLUMNS = `e.id,
         ${MANAGER_OF_E} ->> 'id' as manager`;

/** As many of a page's rows as one answer takes. */
export function employeesWithinBytes(rows: string): string {
  return withinBytes(rows, { order: 'id', bytes: 'bytes' });
}
