import { ENTERPRISE_USER_URN, mailKey, nameKeys, workAddress, type UserResource } from '#contracts';
import { indexKey } from '#postgres';
import type { Employee, EmployeeView } from '../../projection/employee.js';
import type { LineFacts } from '../../projection/lines.js';

/** What of a resource a line depends on. */
export type Lined = Pick<UserResource, 'active' | 'userName'> &
  Partial<Pick<UserResource, 'emails' | typeof ENTERPRISE_USER_URN>>;

/** The same keys as the columns of `employees` have, so that a line is found by whatever finds an employee. */
export function lineFacts(view: EmployeeView): LineFacts | null {
  return view.kind === 'deleted' ? null : keysOf(view);
}

export function factsOf(resource: Lined): LineFacts {
  const enterprise = resource[ENTERPRISE_USER_URN];
  return keysOf({
    active: resource.active,
    managerId: enterprise?.manager?.value ?? null,
    mail: workAddress(resource),
    employeeNumber: enterprise?.employeeNumber ?? null,
  });
}

type Facts = Pick<Employee, 'active' | 'managerId' | 'mail' | 'employeeNumber'>;

function keysOf({ active, managerId, mail, employeeNumber }: Facts): LineFacts {
  return {
    active,
    managerId: keyOf(managerId),
    managerMailKey: managerId === null ? null : keyOf(nameKeys(managerId).mailKey),
    mailKey: mail === null ? null : indexKey(mailKey(mail)),
    employeeNumber: keyOf(employeeNumber),
  };
}

function keyOf(text: string | null): string | null {
  return text === null ? null : indexKey(text);
}
