import {
  replacedSteps,
  ScimError,
  startWork,
  type BulkOperation,
  type JsonObject,
  type MalformedOperation,
  type ReadingRules,
  type Spend,
  type Steps,
} from '#scim';
import type { GroupChange } from '../groups/group-change.js';
import { GROUP_READINGS } from '../groups/group-readings.js';
import type { UserChange } from '../users/user-change.js';
import { USER_READINGS } from '../users/user-readings.js';
import type { AskedWrite } from '../writes/asked-write.js';
import type { WriteRequest } from '../writes/write-request.js';

/** What an operation asks to be written, as a single request would. */
export type Write =
  | { readonly kind: 'user' | 'userDeletion'; readonly change: UserChange }
  | { readonly kind: 'group' | 'groupDeletion'; readonly change: GroupChange };

export interface Prepared extends Pick<AskedWrite<never>, 'quirks' | 'noted'> {
  /** The resource that the operation is about; null when that cannot be told. */
  readonly resourceId: string | null;
  /** The write as it is asked for at the moment of `request`, or why there is none. */
  readonly write: ((request: WriteRequest) => Write) | ScimError;
}

/** How the bodies of each type are read. */
export interface BulkRules {
  readonly User: ReadingRules;
  readonly Group: ReadingRules;
}

interface BulkReading {
  readonly rules: BulkRules;
  /** Bulk ids and the ids of what they create. */
  readonly ids: ReadonlyMap<string, string>;
  /** The PATCHes of a bulk are one request: together they may cost what one may. */
  readonly spend: Spend;
}

/**
 * Reads each operation as a single request is read, and may be interrupted between two and within one; what one refers to
 * has its id before anything is written.
 */
export function* prepareAll(
  operations: readonly (BulkOperation | MalformedOperation)[],
  rules: BulkRules,
  ids: ReadonlyMap<string, string>,
): Steps<readonly Prepared[]> {
  const reading = { rules, ids, spend: startWork() };
  const prepared: Prepared[] = [];
  for (const operation of operations) {
    prepared.push(yield* prepare(operation, reading));
    yield;
  }
  return prepared;
}

function* prepare(operation: BulkOperation | MalformedOperation, reading: BulkReading): Steps<Prepared> {
  if ('error' in operation) return { resourceId: null, quirks: [], write: operation.error };
  const idOf = (bulkId: string): string => {
    const id = reading.ids.get(bulkId);
    if (id === undefined) throw unknownBulkId(operation.index, bulkId);
    return id;
  };
  let resourceId: string | null = null;
  try {
    const id = operation.method === 'POST' ? idOf(operation.bulkId) : targetOf(operation.target, idOf);
    // A creation that fails has no location (RFC 7644 §3.7.3): its id was never given to anything.
    resourceId = id;
    const data = operation.method === 'DELETE' ? {} : yield* replacedSteps(operation.data, idOf);
    return { resourceId: id, ...(yield* read({ operation, id, data, reading })) };
  } catch (error) {
    if (error instanceof ScimError) return { resourceId, quirks: [], write: error };
    throw error;
  }
}

function targetOf(target: Exclude<BulkOperation, { method: 'POST' }>['target'], idOf: (bulkId: string) => string) {
  return 'id' in target ? target.id : idOf(target.bulkId);
}

interface Read {
  readonly operation: BulkOperation;
  readonly id: string;
  readonly data: JsonObject;
  readonly reading: BulkReading;
}

function* read({ operation, id, data, reading: { rules, spend } }: Read): Steps<Omit<Prepared, 'resourceId'>> {
  const { method } = operation;
  const version = operation.method === 'POST' ? undefined : operation.version;
  if (operation.type === 'User') {
    const { change, ...needed } = yield* USER_READINGS[method](data, rules.User, spend);
    const kind = method === 'DELETE' ? 'userDeletion' : 'user';
    return { ...needed, write: (request) => ({ kind, change: change(request, id, version) }) };
  }
  const { change, ...needed } = yield* GROUP_READINGS[method](data, rules.Group, spend);
  const kind = method === 'DELETE' ? 'groupDeletion' : 'group';
  return { ...needed, write: (request) => ({ kind, change: change(request, id, version) }) };
}

/** A bulkId is the client's own word and may be anything, an address too: only a plain one is repeated. */
function unknownBulkId(index: number, bulkId: string): ScimError {
  const shown = /^[\w.\-]{1,64}$/.test(bulkId) ? `bulkId:${bulkId}` : 'a bulkId';
  return new ScimError(
    'unknown-bulk-id',
    `Operations[${index}]: refers to ${shown}, which no POST of this request defines; send that POST in the same request.`,
  );
}
