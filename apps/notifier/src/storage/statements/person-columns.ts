import { mailKey, nameKeys } from '#contracts';
import type { Columns } from '#postgres';
import type { Person } from '../../rules/person.js';

/** The table of people: what is written and digested of a person follows. */
export const PERSON: Columns<Person> = {
  tenant_id: { type: 'uuid', write: ({ tenantId }) => tenantId },
  user_id: { type: 'text', write: ({ id }) => id },
  version: { type: 'bigint', write: ({ version }) => version },
  name: { type: 'text', write: ({ name }) => name },
  mail: { type: 'text', write: ({ mail }) => mail },
  is_active: { type: 'boolean', write: ({ isActive }) => isActive },
  manager_id: { type: 'text', write: ({ managerId }) => managerId },
  user_name: { type: 'text', write: ({ userName }) => userName },
  mail_key: { type: 'text', write: ({ mail }) => (mail === null ? null : mailKey(mail)) },
  employee_number: { type: 'text', write: ({ employeeNumber }) => employeeNumber },
  manager_key: { type: 'text', write: ({ managerId }) => (managerId === null ? null : nameKeys(managerId).mailKey) },
  // An earlier version of this program kept less of a person, and left it as it was: see fold-people-again.ts.
  details_version: { type: 'bigint', from: 'version', isUndigested: true },
};
