import { mailKey, nameKeys } from '#contracts';
import { indexKey, TIME, type Column, type Columns } from '#postgres';
import type { Employee, EmployeeView } from '../../projection/employee.js';
import { termsOf } from '../../projection/employee-terms.js';
import { searchable } from '../../projection/searchable.js';

/** Characters of a name by which people are in order; a page's place holds them. */
export const NAME_KEY = 128;

interface EmployeeColumn extends Column<EmployeeView> {
  /** The API shows it. */
  readonly isShown?: boolean;
}

/** The table of employees: what is written, read and digested of an employee follows. */
export const EMPLOYEE: Readonly<Record<string, EmployeeColumn>> & Columns<EmployeeView> = {
  tenant_id: { type: 'uuid', write: ({ tenantId }) => tenantId },
  id: { type: 'text', isShown: true, write: ({ id }) => id },
  version: { type: 'integer', isShown: true, write: ({ version }) => version },
  changed_at: { type: TIME, isShown: true, write: ({ changedAt }) => changedAt },
  deleted: { type: 'boolean', write: ({ kind }) => kind === 'deleted' },
  active: { type: 'boolean', isShown: true, write: (view) => view.kind === 'employee' && view.active },
  user_name: shown('text', ({ userName }) => userName),
  external_id: shown('text', ({ externalId }) => externalId),
  display_name: shown('text', ({ displayName }) => displayName),
  department: shown('text', ({ department }) => department),
  department_key: kept(({ department }) => (department === null ? null : indexKey(searchable(department)))),
  title: shown('text', ({ title }) => title),
  manager_id: shown('text', ({ managerId }) => keyOf(managerId)),
  mail: shown('text', ({ mail }) => mail),
  mail_key: kept(({ mail }) => (mail === null ? null : indexKey(mailKey(mail)))),
  employee_number: kept(({ employeeNumber }) => keyOf(employeeNumber)),
  reference_names: shown('jsonb', ({ references }) => (references.length === 0 ? null : JSON.stringify(references))),
  manager_mail_key: kept(({ managerId }) => (managerId === null ? null : keyOf(nameKeys(managerId).mailKey))),
  name_key: kept(({ displayName }) => indexKey(searchable(displayName), NAME_KEY)),
  title_key: kept(({ title }) => (title === null ? null : indexKey(searchable(title)))),
  terms_key: { type: 'text', write: (view) => termsOf(view)?.key ?? null },
  // Which events took somebody out of work, see show-inactive.ts.
  inactive_by: { type: 'ARRAY' },
};

/** Of a deleted employee nothing. */
function kept(write: (employee: Employee) => unknown): EmployeeColumn {
  return { type: 'text', write: (view) => (view.kind === 'deleted' ? null : write(view)) };
}

function shown(type: 'text' | 'jsonb', write: (employee: Employee) => unknown): EmployeeColumn {
  return { ...kept(write), type, isShown: true };
}

/** Events keep what any version accepted, and what is looked up has to fit an index whatever its length. */
function keyOf(text: string | null): string | null {
  return text === null ? null : indexKey(text);
}
