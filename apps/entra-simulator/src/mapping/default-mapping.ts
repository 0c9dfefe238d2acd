import type { AttributeMapping } from './attribute-mapping.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function direct(target: string, attribute: string, matchingPrecedence: number | null = null): AttributeMapping {
  return { target, source: { kind: 'direct', attribute }, matchingPrecedence, apply: 'always' };
}

function expression(target: string, text: string, matchingPrecedence: number | null = null): AttributeMapping {
  return { target, source: { kind: 'expression', expression: text }, matchingPrecedence, apply: 'always' };
}

/**
 * What a new SCIM application of Entra has (Microsoft Learn, "Develop a SCIM endpoint", default mappings). A guest's
 * `#EXT#@…` is stripped, as the service does. The manager is a reference, which the cycle resolves.
 */
export const DEFAULT_USER_MAPPING: readonly AttributeMapping[] = [
  expression('userName', 'Replace([userPrincipalName], , "#EXT#@.*$", , "", , )', 1),
  expression('active', 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'),
  direct('displayName', 'displayName'),
  direct('title', 'jobTitle'),
  direct('emails[type eq "work"].value', 'mail'),
  direct('preferredLanguage', 'preferredLanguage'),
  direct('name.givenName', 'givenName'),
  direct('name.familyName', 'surname'),
  expression('name.formatted', 'Join(" ", [givenName], [surname])'),
  direct('addresses[type eq "work"].streetAddress', 'streetAddress'),
  direct('addresses[type eq "work"].locality', 'city'),
  direct('addresses[type eq "work"].postalCode', 'postalCode'),
  direct('addresses[type eq "work"].country', 'country'),
  direct('phoneNumbers[type eq "work"].value', 'businessPhone'),
  direct('phoneNumbers[type eq "mobile"].value', 'mobilePhone'),
  direct('externalId', 'mailNickname'),
  direct(`${ENTERPRISE}:employeeNumber`, 'employeeId'),
  direct(`${ENTERPRISE}:department`, 'department'),
];

/** An `externalId` that never changes, which is the `oid` that people sign in with: what a target is best told to ask for. */
export const BY_OBJECT_ID: readonly AttributeMapping[] = DEFAULT_USER_MAPPING.map((mapping) =>
  mapping.target === 'externalId' ? direct('externalId', 'objectId') : mapping,
);

export const DEFAULT_GROUP_MAPPING: readonly AttributeMapping[] = [
  direct('displayName', 'displayName', 1),
  direct('externalId', 'objectId'),
];
