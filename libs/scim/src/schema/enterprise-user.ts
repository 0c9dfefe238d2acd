import { ENTERPRISE_USER_URN } from '../urn.js';
import { attribute, complex, MAX_KEY_LENGTH, type Schema } from './attribute.js';

const MANAGER = complex('manager', 'The person’s manager.', {
  subAttributes: [
    attribute('value', 'The id of the manager’s user.', { caseExact: true, maxLength: MAX_KEY_LENGTH }),
    // Computed when presented: what a client sends here is ignored.
    attribute('$ref', 'The URL of the manager’s user.', {
      type: 'reference',
      caseExact: true,
      mutability: 'readOnly',
      referenceTypes: ['User'],
    }),
    attribute('displayName', 'The name of the manager.', { mutability: 'readOnly' }),
  ],
});

/** RFC 7643 §4.3. */
export const ENTERPRISE_USER = {
  id: ENTERPRISE_USER_URN,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    attribute('employeeNumber', 'The number that the company gave the person.'),
    attribute('costCenter', 'The cost centre.'),
    attribute('organization', 'The organisation.'),
    attribute('division', 'The division.'),
    attribute('department', 'The department.'),
    MANAGER,
  ],
} as const satisfies Schema;
