import { withZone } from '../date-time.js';
import type { ScimError } from '../errors/error.js';
import { isDeeperThan, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import type { Attribute, ResourceType } from '../schema/attribute.js';

/** `strict`: the RFCs to the letter, without any of the accommodations in this file. */
export type Tolerance = 'tolerant' | 'strict';

/**
 * What becomes of attributes that are in none of the schemas: left out, refused, or left out but for single values of
 * the company's own extension, which are stored out of sight until somebody defines them. `strict` refuses them all.
 */
export const UNKNOWN_ATTRIBUTES = ['ignore', 'keep', 'refuse'] as const;
export type UnknownAttributes = (typeof UNKNOWN_ATTRIBUTES)[number];

/** How a message is read: with which schema, and how tolerantly. */
export interface ReadingRules {
  readonly type: ResourceType;
  readonly tolerance: Tolerance;
  /** `ignore` unless said otherwise. */
  readonly unknownAttributes?: UnknownAttributes;
}

/** What a message is about: only in the creation of something is there nothing yet that a mistake could clear. */
export type Message = 'create' | 'change';

/** A value of a change that is refused unless it stands already: see `settle`. */
export interface Doubt {
  /** Of the value in the request. */
  readonly path: string;
  readonly value: JsonValue;
  readonly error: ScimError;
}

/** One reading of one request: how tolerant it is, and which accommodations it needed so far. */
export interface Reading {
  readonly tolerance: Tolerance;
  readonly unknownAttributes: UnknownAttributes;
  readonly message: Message;
  readonly applied: Set<QuirkName>;
  /** For whoever knows what stands. */
  readonly doubts: Doubt[];
}

export function startReading(
  { tolerance, unknownAttributes = 'ignore' }: Omit<ReadingRules, 'type'>,
  message: Message = 'create',
): Reading {
  return { tolerance, unknownAttributes, message, applied: new Set(), doubts: [] };
}

/**
 * Every accommodation, with where the vendor's behaviour is written down. A tolerant reading applies them and names them
 * in its result, so that they can be counted and shown; a strict one refuses the same input.
 */
export const QUIRKS = {
  'op-case': 'Entra without aadOptscim062020 sends Add, Replace, Remove (Microsoft, SCIM compatibility document)',
  'patch-schemas': 'clients that leave out or misspell the PatchOp schema (thomaspoignant/scim-patch#207)',
  'bulk-schemas': 'clients that leave out or misspell the BulkRequest schema',
  'search-schemas': 'clients that leave out or misspell the SearchRequest schema',
  'bulk-method-case': 'clients that send the method of a bulk operation as "post" (RFC 9110 §9.1: methods have a case)',
  'string-boolean': 'Entra without the flag sends "True" and "False" (Microsoft, SCIM compatibility document)',
  'string-number': 'Entra without the flag sends scalar values as strings (Microsoft, SCIM compatibility document)',
  'date-without-time': 'Entra’s FormatDateTime gives a date alone; it is taken as midnight in UTC',
  'string-for-complex': 'Entra sends manager as a bare id (Microsoft, SCIM tutorial; apache/directory-scimple#1242)',
  'object-for-scalar':
    'Entra of the customappsso era sends [{"value": "x"}] for scalars (SCIM-SDK msazure workarounds)',
  'one-element-array': 'Entra sends manager as [{…}] (Microsoft, SCIM tutorial, example 5)',
  'element-without-array': 'clients that send one value of a multi-valued attribute without its array',
  'element-as-string': 'clients that send members as plain ids (Captain-P-Goldfish/SCIM-SDK#541)',
  'json-in-string': 'Entra without the flag sends a role as JSON inside a string (Microsoft, customise attributes)',
  'empty-unassigns':
    'Entra and its validator clear an attribute with "" or {"value": ""} (Microsoft, SCIM_Null_Update_Test)',
  'element-without-value':
    'Entra creates users with an element of which only type and primary are set (Microsoft, SCIM tutorial, nulls)',
  'members-unsaid':
    'clients that rename a group by a PUT without members, or write null for "not said" (RFC 7643 §2.5 makes both none)',
  'role-display-name':
    'Entra names the display of a role "displayName" (Microsoft, customise attributes, AppRoleAssignmentsComplex)',
  'unknown-attribute': 'Entra’s default mappings include attributes that are not in the schema; they are left out',
  'undefined-kept': 'Entra’s mapping names a custom attribute that the company has not defined yet',
  'password-dropped': 'Okta sends a password on create; it is never read, stored or published',
  'missing-urn': 'Entra sends manager and department at the core level (Microsoft, SCIM tutorial, example 5)',
  'flattened-key':
    'Entra with the flag folds attributes under dotted and URN keys (Microsoft, SCIM compatibility document)',
  'read-only-key': 'Entra sends id, schemas and meta in a path-less replace; they are not changed by it',
  'schemas-inferred':
    'Entra does not list a custom extension, and lists the ADSCIM group (Microsoft, customise attributes); clients of SCIM 1.1 and of drafts list the URNs of their day',
  'old-urn': 'clients of SCIM 1.1 and of drafts name attributes by the URNs of their day (SCIM 1.1 §11)',
  'remove-by-value': 'Entra without the flag removes members by value (Microsoft, SCIM compatibility document)',
  'create-if-missing': 'Entra replaces emails[type eq "work"].value before there is one (Microsoft, SCIM tutorial)',
  'primary-by-path':
    'Entra asks for roles[primary eq "True"] where the only value was never marked (Microsoft, customise attributes)',
  'unquoted-filter-value': 'Entra’s sample filter is externalId eq jyoung (Microsoft, SCIM tutorial)',
  'value-path-comparison': 'Entra matches by emails[type eq "work"].value eq "v" (Microsoft, customise attributes)',
  'literal-type': 'Entra compares a boolean with a string: roles[primary eq "True"] (Microsoft, customise attributes)',
} as const satisfies Readonly<Record<string, string>>;

export type QuirkName = keyof typeof QUIRKS;

/** The result of the attempt if the reading is tolerant and the attempt fits; otherwise undefined, and nothing is noted. */
export function accommodate<T>(reading: Reading, name: QuirkName, attempt: () => T | undefined): T | undefined {
  if (reading.tolerance === 'strict') return undefined;
  const result = attempt();
  if (result !== undefined) reading.applied.add(name);
  return result;
}

/** Notes an accommodation that needs no value: true if it may be made. */
export function excuse(reading: Reading, name: QuirkName): boolean {
  if (reading.tolerance === 'strict') return false;
  reading.applied.add(name);
  return true;
}

/** Whether an attribute at the top of a resource that is in none of the schemas may be left out: the tenant's choice. */
export function mayLeaveOut(name: string, reading: Reading): boolean {
  if (name.toLowerCase() === 'password') return excuse(reading, 'password-dropped');
  return reading.unknownAttributes !== 'refuse' && excuse(reading, 'unknown-attribute');
}

export function opInAnyCase(op: string, reading: Reading): string {
  const lower = op.toLowerCase();
  return lower === op ? op : (accommodate(reading, 'op-case', () => lower) ?? op);
}

export function booleanFromString(value: JsonValue, reading: Reading): boolean | undefined {
  return accommodate(reading, 'string-boolean', () => parseBoolean(value));
}

export function parseBoolean(value: JsonValue): boolean | undefined {
  if (typeof value !== 'string') return undefined;
  const lower = value.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

export function numberFromString(value: JsonValue, reading: Reading): number | undefined {
  return accommodate(reading, 'string-number', () => parseDecimal(value));
}

/** A number as .NET writes one: `007` is an identifier, and `1e3` is nothing that Entra sends. */
export function parseDecimal(value: JsonValue): number | undefined {
  return typeof value === 'string' && /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(value) ? Number(value) : undefined;
}

/** RFC 8259 §6, within what is exact. */
export function parseNumber(word: string): number | undefined {
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?(e[+-]?\d{1,2})?$/i.test(word) ? Number(word) : undefined;
}

export function midnightOf(value: JsonValue, reading: Reading): string | undefined {
  return accommodate(reading, 'date-without-time', () =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? withZone(`${value}T00:00:00Z`) : undefined,
  );
}

/** `[x]` where one value belongs; `[[x]]` is nothing that a client sends. */
export function onlyElement(value: JsonValue, reading: Reading): JsonValue | undefined {
  return accommodate(reading, 'one-element-array', () =>
    isJsonArray(value) && value.length === 1 && !isJsonArray(value[0]) ? value[0] : undefined,
  );
}

/** `{"value": x}` where x belongs, with the `$ref` of null that Entra puts beside it. */
export function scalarFromObject(value: JsonValue, reading: Reading): JsonValue | undefined {
  return accommodate(reading, 'object-for-scalar', () => {
    if (!isJsonObject(value)) return undefined;
    const { value: inner, $ref = null, ...rest } = value;
    const isPlain = $ref === null && Object.keys(rest).length === 0;
    return isPlain && (inner === null || typeof inner !== 'object') ? inner : undefined;
  });
}

/** `"x"` where `{"value": "x"}` belongs; a list or an object inside a string is nobody's id. */
export function complexFromString(value: JsonValue, attribute: Attribute, reading: Reading): JsonObject | undefined {
  const name: QuirkName = attribute.multiValued ? 'element-as-string' : 'string-for-complex';
  const isReadable = typeof value === 'string' && !(attribute.name === 'members' && /^\s*[[{]/.test(value));
  return accommodate(reading, name, () =>
    isReadable && attribute.subAttributes.some((sub) => sub.name === 'value') ? { value } : undefined,
  );
}

/** The role inside `{"value": "{\"id\":…,\"value\":\"25\",\"displayName\":\"Role1234\"}"}`. */
export function roleFromJsonString(value: JsonValue, attribute: Attribute, reading: Reading): JsonObject | undefined {
  const text = isJsonObject(value) ? value.value : value;
  if (attribute.name !== 'roles' || typeof text !== 'string' || !text.startsWith('{')) return undefined;
  return accommodate(reading, 'json-in-string', () => {
    const role = parseObject(text);
    if (role === undefined) return undefined;
    const { id: _id, displayName, ...rest } = role;
    return {
      ...(isJsonObject(value) ? value : {}),
      ...(displayName === undefined ? {} : { display: displayName }),
      ...rest,
    };
  });
}

// The role's members are texts, or lists of one as other clients send them.
const MAX_ROLE_DEPTH = 3;

function parseObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    // The body's own bound on nesting saw one text.
    return isJsonObject(parsed) && !isDeeperThan(parsed, MAX_ROLE_DEPTH) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The role with its display under the name that the schema has for it. */
export function roleWithDisplay(role: JsonObject, attribute: Attribute, reading: Reading): JsonObject {
  if (attribute.name !== 'roles' || role.displayName === undefined || role.display !== undefined) return role;
  const { displayName, ...others } = role;
  return excuse(reading, 'role-display-name') ? { ...others, display: displayName } : role;
}

export function isEmptyText(value: JsonValue, reading: Reading): boolean {
  return value === '' && excuse(reading, 'empty-unassigns');
}
