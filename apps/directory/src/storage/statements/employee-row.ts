import type { UserResource } from '#contracts';
import { MANAGER_OF_E } from './manager-named.js';

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

/** As the statements give it. */
export type SelectedRow = Omit<EmployeeRow, 'manager_name'>;

export function employeeRow<Row extends SelectedRow>(row: Row): Row & EmployeeRow {
  return { ...row, manager_name: row.manager?.displayName ?? null };
}

/**
 * The columns of an {@link EmployeeRow} from `employees e`. Managers are resolved at reading, so it does not matter
 * whether they come before or after their reports. Sub-selects and no joins: they are look-ups by key for the rows of
 * the page, where a join over a table that is not analysed yet was seen to read half of it.
 */
export const EMPLOYEE_COLUMNS = `e.id,
         e.version,
         e.changed_at,
         e.active,
         e.user_name,
         e.external_id,
         e.display_name,
         e.department,
         e.title,
         e.manager_id,
         e.mail,
         e.reference_names,
         (select v.resource
            from employee_versions v
           where v.tenant_id = e.tenant_id and v.id = e.id and v.version = e.version) as resource,
         ${MANAGER_OF_E} as manager`;
