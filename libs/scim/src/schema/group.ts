import { GROUP_URN } from '../urn.js';
import { attribute, complex, MAX_KEY_LENGTH, MAX_MEMBERS, type ResourceType, type Schema } from './attribute.js';

const MEMBERS = complex('members', 'The members of the group.', {
  multiValued: true,
  maxValues: MAX_MEMBERS,
  subAttributes: [
    attribute('value', 'The id of the member.', {
      caseExact: true,
      mutability: 'immutable',
      maxLength: MAX_KEY_LENGTH,
    }),
    attribute('$ref', 'The URL of the member.', {
      type: 'reference',
      caseExact: true,
      mutability: 'immutable',
      referenceTypes: ['User', 'Group'],
    }),
    attribute('type', 'What the member is.', { mutability: 'immutable', canonicalValues: ['User', 'Group'] }),
    attribute('display', 'The name of the member.', { mutability: 'readOnly' }),
  ],
});

/** RFC 7643 §4.2; `displayName` is required by its text, and unique because Entra matches groups by it. */
export const GROUP = {
  id: GROUP_URN,
  name: 'Group',
  description: 'Group',
  attributes: [
    attribute('displayName', 'The name of the group.', {
      required: true,
      uniqueness: 'server',
      maxLength: MAX_KEY_LENGTH,
    }),
    MEMBERS,
  ],
} as const satisfies Schema;

export const GROUP_TYPE: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: GROUP,
  extensions: [],
  // Entra lists it on every group it creates (rules.md, E6).
  ignoredSchemas: ['http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
};
