import { mailKey, nameKeys } from '#contracts';
import { indexKey, type Transaction } from '#postgres';
import type { EmployeeView } from '../../projection/employee.js';
import { searchable } from '../../projection/searchable.js';

/**
 * Puts the batch's last views in place of what was. The caller has loaded the rows under its partition's lock; the
 * condition on the version is the second guard: a replaced consumer that still runs cannot take a row back.
 */
const SAVE_EMPLOYEES = `
  insert into employees as e (tenant_id, id, version, changed_at, deleted, active, user_name, external_id,
         display_name, department, department_key, title, manager_id, mail, mail_key, employee_number, reference_names,
         manager_mail_key)
  select *
    from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::bool[], $6::bool[], $7::text[], $8::text[],
         $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::jsonb[],
         $18::text[])
      on conflict (tenant_id, id) do update
     set version = excluded.version,
         changed_at = excluded.changed_at,
         deleted = excluded.deleted,
         active = excluded.active,
         user_name = excluded.user_name,
         external_id = excluded.external_id,
         display_name = excluded.display_name,
         department = excluded.department,
         department_key = excluded.department_key,
         title = excluded.title,
         manager_id = excluded.manager_id,
         mail = excluded.mail,
         mail_key = excluded.mail_key,
         employee_number = excluded.employee_number,
         reference_names = excluded.reference_names,
         manager_mail_key = excluded.manager_mail_key,
         inactive_by = null
   where e.version < excluded.version`;

export async function saveEmployees(tx: Transaction, views: readonly EmployeeView[]): Promise<void> {
  const rows = views.map(columnsOf);
  const columns = Array.from({ length: COLUMN_COUNT }, (_, column) => rows.map((row) => row[column] ?? null));
  await tx.query({ name: 'save-employees', text: SAVE_EMPLOYEES }, columns);
}

const COLUMN_COUNT = 18;

function columnsOf(view: EmployeeView): readonly (string | number | boolean | null)[] {
  const { tenantId, id, version, changedAt } = view;
  if (view.kind === 'deleted') return [tenantId, id, version, changedAt, true, false];
  const { active, userName, externalId, displayName, department, title, managerId, mail, employeeNumber } = view;
  const departmentKey = department === null ? null : indexKey(searchable(department));
  return [
    ...[tenantId, id, version, changedAt, false, active, userName, externalId, displayName, department, departmentKey],
    ...[title, keyOf(managerId), mail, mail === null ? null : indexKey(mailKey(mail)), keyOf(employeeNumber)],
    view.references.length === 0 ? null : JSON.stringify(view.references),
    managerId === null ? null : keyOf(nameKeys(managerId).mailKey),
  ];
}

/** Events keep what any version accepted, and what is looked up has to fit an index whatever its length. */
function keyOf(text: string | null): string | null {
  return text === null ? null : indexKey(text);
}
