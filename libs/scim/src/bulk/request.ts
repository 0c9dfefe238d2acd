import { ScimError } from '../errors/error.js';
import { isDeeperThan, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js';
import { MESSAGE_SHAPE, type BodyShape } from '../reading/body-shape.js';
import { excuse, numberFromString, startReading, type Reading, type Tolerance } from '../reading/quirks.js';
import { namedIn } from '../reading/named-in.js';
import { MAX_BODY_DEPTH } from '../reading/read-resource.js';
import { isStorable } from '../reading/scalar.js';
import { checkMessageSchemas } from '../reading/schemas.js';
import { BULK_REQUEST_URN } from '../urn.js';
import {
  BULK_METHODS,
  isCreation,
  type BulkMethod,
  type BulkOperation,
  type BulkRequest,
  type MalformedOperation,
} from './operation.js';
import { readBulkPath } from './path.js';

export const MAX_BULK_OPERATIONS = 1_000;
/** Of the body, which is the bound of every request: a bulk cannot carry more than its operations could one by one. */
export const MAX_BULK_BYTES = 1_048_576;
export const MAX_BULK_ID_LENGTH = 256;

/** The message, `Operations`, and the operation stand around `data`, which is a body of its own. */
const LEVELS_AROUND_DATA = 3;
const MAX_BULK_DEPTH = MAX_BODY_DEPTH + LEVELS_AROUND_DATA;
export const BULK_SHAPE: BodyShape = { ...MESSAGE_SHAPE, depth: MAX_BULK_DEPTH };

/**
 * The body of RFC 7644 §3.7. What is wrong with the message is thrown; what is wrong with one operation stands in its
 * place in the list.
 */
export function decodeBulk(body: unknown, tolerance: Tolerance): BulkRequest {
  if (!isJsonObject(body)) throw new ScimError('malformed-body');
  if (isDeeperThan(body, MAX_BULK_DEPTH)) throw new ScimError('value-too-deep');
  const reading = startReading({ tolerance });
  const { schemas, Operations: sent, failOnErrors: most } = namedIn(body, ['schemas', 'Operations', 'failOnErrors']);
  checkMessageSchemas(schemas, { urn: BULK_REQUEST_URN, quirk: 'bulk-schemas', reading });
  if (!isJsonArray(sent) || sent.length === 0) {
    throw new ScimError('malformed-bulk', 'Operations: required, a list of at least one operation.');
  }
  if (sent.length > MAX_BULK_OPERATIONS) {
    throw new ScimError(
      'too-many-operations',
      `Operations: more than the ${MAX_BULK_OPERATIONS} that maxOperations allows; send fewer at once.`,
    );
  }
  const failOnErrors = readFailOnErrors(most, reading);
  const operations = sent.map((operation, index) => readOperation(operation, index, reading));
  return { failOnErrors, operations: withoutTwins(operations), quirks: [...reading.applied] };
}

function readFailOnErrors(value: JsonValue | undefined, reading: Reading): number | null {
  if (value === undefined || value === null) return null;
  const number = typeof value === 'number' ? value : numberFromString(value, reading);
  if (number !== undefined && Number.isSafeInteger(number) && number > 0) return number;
  throw new ScimError(
    'wrong-type',
    'failOnErrors: expected an integer above 0; leave it out to go on after any error.',
  );
}

function readOperation(sent: JsonValue, index: number, reading: Reading): BulkOperation | MalformedOperation {
  const operation = isJsonObject(sent) ? operationIn(sent, index) : {};
  if ('error' in operation) return { index, bulkId: null, method: null, type: null, error: operation.error };
  const found = { index, bulkId: typeof operation.bulkId === 'string' ? operation.bulkId : null };
  let method: BulkMethod | null = null;
  let type: BulkOperation['type'] | null = null;
  try {
    if (!isJsonObject(sent)) throw malformed(index, '', 'expected a JSON object');
    method = readMethod(operation.method, index, reading);
    const bulkId = readBulkId(operation.bulkId, index);
    const path = readBulkPath(operation.path, index);
    type = path.type;
    const around = { index, type };
    if (method === 'POST') {
      if (bulkId === null) throw malformed(index, '.bulkId', 'required for POST; give each creation one of its own');
      if (path.target !== null) throw malformed(index, '.path', `a POST goes to /${type}s; PUT and PATCH name an id`);
      return { ...around, method, bulkId, data: readData(operation, index) };
    }
    const { target } = path;
    if (target === null) throw malformed(index, '.path', `${method} needs an id: /${type}s/{id}`);
    const common = { ...around, bulkId, target, version: readVersion(operation.version, index) };
    return method === 'DELETE' ? { ...common, method } : { ...common, method, data: readData(operation, index) };
  } catch (error) {
    if (error instanceof ScimError) return { ...found, method, type, error };
    throw error;
  }
}

const MEMBERS = ['method', 'bulkId', 'path', 'version', 'data'] as const;
type Members = ReturnType<typeof namedIn<(typeof MEMBERS)[number]>>;

/** The operation's members whatever their case; one that is there twice is no operation that could be run. */
function operationIn(sent: JsonObject, index: number): Members | { readonly error: ScimError } {
  try {
    return namedIn(sent, MEMBERS);
  } catch {
    return { error: malformed(index, '', 'a member is named twice') };
  }
}

function readMethod(value: JsonValue | undefined, index: number, reading: Reading): BulkMethod {
  const method = BULK_METHODS.find((known) => known === value);
  if (method !== undefined) return method;
  const inCapitals = BULK_METHODS.find((known) => typeof value === 'string' && known === value.toUpperCase());
  if (inCapitals !== undefined && excuse(reading, 'bulk-method-case')) return inCapitals;
  throw malformed(index, '.method', 'expected POST, PUT, PATCH or DELETE');
}

function readBulkId(value: JsonValue | undefined, index: number): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value !== '' && value.length <= MAX_BULK_ID_LENGTH && isStorable(value))
    return value;
  throw malformed(index, '.bulkId', `expected a text of 1 to ${MAX_BULK_ID_LENGTH} characters`);
}

function readVersion(value: JsonValue | undefined, index: number): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw malformed(index, '.version', 'expected the entity tag of the resource, such as W/"3"');
}

function readData({ data }: Members, index: number): JsonObject {
  if (isJsonObject(data)) return data;
  throw malformed(index, '.data', 'required for POST, PUT and PATCH: the body that a single request would have');
}

/** Two creations with one bulkId: what names it could mean either, so neither is made. */
function withoutTwins(operations: BulkRequest['operations']): BulkRequest['operations'] {
  const seen = new Map<string, number>();
  for (const operation of operations) {
    if (!isCreation(operation)) continue;
    seen.set(operation.bulkId, (seen.get(operation.bulkId) ?? 0) + 1);
  }
  return operations.map((operation) => {
    if (!isCreation(operation) || seen.get(operation.bulkId) === 1) return operation;
    const { index, bulkId, method, type } = operation;
    const error = new ScimError(
      'wrong-type',
      `Operations[${index}].bulkId: must be unique among the creations of a request; give each its own.`,
    );
    return { index, bulkId, method, type, error };
  });
}

function malformed(index: number, member: string, rule: string): ScimError {
  return new ScimError('malformed-bulk', `Operations[${index}]${member}: ${rule}.`);
}
