import { attribute, complex, MAX_KEY_LENGTH } from './attribute.js';

/** RFC 7643 §3.1: on every resource, part of no schema. */
export const ID = attribute('id', 'Identifier that the service issued.', {
  caseExact: true,
  mutability: 'readOnly',
  returned: 'always',
  uniqueness: 'server',
});

export const EXTERNAL_ID = attribute('externalId', 'Identifier that the client issued.', {
  caseExact: true,
  maxLength: MAX_KEY_LENGTH,
});

export const SCHEMAS = attribute('schemas', 'URIs of the schemas of this resource.', {
  type: 'reference',
  multiValued: true,
  caseExact: true,
  mutability: 'readOnly',
  returned: 'always',
});

const readOnly = { mutability: 'readOnly' } as const;

const META = complex('meta', 'What the service knows about the resource.', {
  ...readOnly,
  subAttributes: [
    attribute('resourceType', 'The type of the resource.', { ...readOnly, caseExact: true }),
    attribute('created', 'When the resource was created.', { ...readOnly, type: 'dateTime' }),
    attribute('lastModified', 'When the resource was changed last.', { ...readOnly, type: 'dateTime' }),
    attribute('location', 'The URL of the resource.', { ...readOnly, type: 'reference', caseExact: true }),
    attribute('version', 'The entity tag of the resource.', { ...readOnly, caseExact: true }),
  ],
});

export const COMMON_ATTRIBUTES = [SCHEMAS, ID, EXTERNAL_ID, META] as const;
