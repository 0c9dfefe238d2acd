import { ENTERPRISE_USER_URN, mailKey, nameKeys, workAddress, type UserResource } from '#contracts';
import { indexKey } from '#postgres';
import type { EmployeeView } from '../../projection/employee.js';
import type { LineFacts } from '../../projection/lines.js';

/** What of a resource a line depends on. */
export type Lined = Pick<UserResource, 'active' | 'userName'> &
  Partial<Pick<UserResource, 'emails' | typeof ENTERPRISE_USER_URN>>;

/** The same keys as the columns of `employees` have, so that a line is found by whatever finds an employee. */
export function lineFacts(view: EmployeeView): LineFacts | null {
  return view.kind === 'deleted' ? null : factsOf(view.resource);
}

export function factsOf(resource: Lined): LineFacts {
  const enterprise = resource[ENTERPRISE_USER_URN];
  const manager = enterprise?.manager?.value ?? null;
  const mail = workAddress(resource);
  return {
    active: resource.active,
    managerId: keyOf(manager),
    managerMailKey: manager === null ? null : keyOf(nameKeys(manager).mailKey),
    mailKey: mail === null ? null : indexKey(mailKey(mail)),
    employeeNumber: keyOf(enterprise?.employeeNumber ?? null),
  };
}

function keyOf(text: string | null): string | null {
  return text === null ? null : indexKey(text);
}
