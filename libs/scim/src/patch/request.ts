import { ScimError } from '../errors/error.js';
import { isJsonArray, isJsonObject, type JsonValue } from '../json.js';
import { namedIn } from '../reading/named-in.js';
import { opInAnyCase, startReading, type Reading, type ReadingRules } from '../reading/quirks.js';
import { bodySteps } from '../reading/read-resource.js';
import type { ResourceType } from '../schema/attribute.js';
import { checkMessageSchemas } from '../reading/schemas.js';
import { finished, type Steps } from '../steps.js';
import { PATCH_OP_URN } from '../urn.js';
import { spread, type SentOperation } from './spread.js';
import type { Operation, Patch } from './operation.js';

export const MAX_OPERATIONS = 1_000;

/** The body of a PATCH (RFC 7644 §3.5.2), normalised and checked against the schema. Throws ScimError. */
export function decodePatch(body: unknown, rules: ReadingRules): Patch {
  return finished(patchSteps(body, rules));
}

/** As {@link decodePatch}, and may be interrupted between two operations, and between the elements of one. */
export function* patchSteps(body: unknown, rules: ReadingRules): Steps<Patch> {
  const reading = startReading(rules, 'change');
  const operations = yield* operationsIn(rules.type, body, reading);
  return { type: rules.type, operations, quirks: [...reading.applied], doubts: reading.doubts };
}

export function decodeFor(type: ResourceType, body: unknown, reading: Reading): readonly Operation[] {
  return finished(operationsIn(type, body, reading));
}

function* operationsIn(type: ResourceType, body: unknown, reading: Reading): Steps<readonly Operation[]> {
  const message = yield* bodySteps(body);
  const { schemas, Operations: operations } = namedIn(message, ['schemas', 'Operations']);
  checkMessageSchemas(schemas, { urn: PATCH_OP_URN, quirk: 'patch-schemas', reading });
  if (!isJsonArray(operations) || operations.length === 0) throw new ScimError('malformed-patch');
  if (operations.length > MAX_OPERATIONS) {
    throw new ScimError('too-many-operations', `More than ${MAX_OPERATIONS} operations; send fewer at once.`);
  }
  const all: Operation[] = [];
  for (const [index, operation] of operations.entries()) {
    const found = yield* spread(type, readOperation(operation, reading), reading);
    for (const one of found) all.push({ ...one, index });
    yield;
  }
  return all;
}

function readOperation(operation: JsonValue, reading: Reading): SentOperation {
  if (!isJsonObject(operation)) throw new ScimError('malformed-patch', 'Operations: each is a JSON object.');
  const { op: sentOp, path, value } = namedIn(operation, ['op', 'path', 'value']);
  const op = typeof sentOp === 'string' ? opInAnyCase(sentOp, reading) : sentOp;
  if (op !== 'add' && op !== 'remove' && op !== 'replace') throw new ScimError('unknown-operation');
  if (path !== undefined && path !== null && typeof path !== 'string') {
    throw new ScimError('invalid-path', 'path: expected a string.');
  }
  // Clients send a name along; but what may be a misspelled value must not make a remove one of everything.
  const isPlain = Object.keys(operation).every((name) => REMOVE_NAMES.has(name.toLowerCase()));
  if (op === 'remove' && value === undefined && !isPlain) {
    throw new ScimError('malformed-patch', 'Operations: a remove holds only op, path and value; correct the names.');
  }
  return { op, path: typeof path === 'string' && path !== '' ? path : null, value };
}

// "name" comes from Microsoft's validator, whatever it says.
const REMOVE_NAMES: ReadonlySet<string> = new Set(['op', 'path', 'value', 'name']);
