import { TIME, type Columns } from '#postgres';
import { ENTERPRISE_USER_URN, foldCase, normaliseUserName, type StoredUser } from '#scim';
import { jsonToStore } from '../../users/stored-json.js';
import { tenantGrams } from './name-grams.js';
import { emailForms, employeeNumberForms } from './search-keys.js';

/** The table of users, in its order. */
export const USER: Columns<StoredUser> = {
  id: { type: 'uuid', isFixed: true, write: ({ id }) => id },
  tenant_id: { type: 'uuid', isFixed: true, write: (_user, tenantId) => tenantId },
  version: { type: 'integer', write: ({ version }) => version },
  active: { type: 'boolean', write: ({ attributes }) => attributes.active },
  created: { type: TIME, isFixed: true, write: ({ created }) => created },
  last_modified: { type: TIME, write: ({ lastModified }) => lastModified },
  user_name_key: { type: 'text', write: ({ attributes }) => normaliseUserName(attributes.userName) },
  external_id: { type: 'text', write: ({ attributes }) => attributes.externalId ?? null },
  work_email_key: { type: 'text', write: workEmail },
  manager_id: { type: 'text', write: ({ attributes }) => attributes[ENTERPRISE_USER_URN]?.manager?.value ?? null },
  attributes: { type: 'text', isJoined: true, write: ({ attributes }) => jsonToStore(attributes) },
  display_name_key: { type: 'text', write: ({ attributes }) => folded(attributes.displayName) },
  employee_number: { type: 'text', write: numberKey },
  display_name_grams: { type: 'ARRAY', given: 'text', from: 'display_name_grams::int4[]', write: grams },
};

/** The key of the first address of type "work". */
export function workEmail({ attributes }: StoredUser): string | null {
  const value = attributes.emails?.find(({ type }) => type?.toLowerCase() === 'work')?.value;
  return value === undefined ? null : emailForms(value)[0];
}

function folded(text: string | undefined): string | null {
  return text === undefined ? null : foldCase(text);
}

function numberKey({ attributes }: StoredUser): string | null {
  const number = attributes[ENTERPRISE_USER_URN]?.employeeNumber;
  return number === undefined ? null : employeeNumberForms(number)[0];
}

function grams({ attributes }: StoredUser, tenantId: string): string | null {
  const name = folded(attributes.displayName);
  return name === null ? null : `{${tenantGrams(tenantId, name).join(',')}}`;
}
