import type { UserResource } from '#contracts';

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
  readonly resource: UserResource;
  /** null while the manager is not known, and once the manager is deleted. */
  readonly manager_name: string | null;
}

/**
 * The columns of an {@link EmployeeRow} from `employees e` and `employees m`. Managers are resolved at reading, so it
 * does not matter whether they come before or after their reports.
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
         e.resource,
         m.display_name as manager_name`;

export const JOIN_MANAGER = `left join employees m on m.tenant_id = e.tenant_id and m.id = e.manager_id and not m.deleted`;
