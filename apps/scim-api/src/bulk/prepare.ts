import {
  decodeUser,
  decodeUserReplacement,
  groupReplacementSteps,
  groupSteps,
  patchSteps,
  replaceReferences,
  ScimError,
  splitSteps,
  startWork,
  type BulkOperation,
  type MalformedOperation,
  type QuirkName,
  type ReadingRules,
  type Spend,
  type Steps,
} from '#scim';
import { createGroup, deleteGroup, patchGroup, replaceGroup } from '../groups/decide-group.js';
import type { GroupChange } from '../groups/group-change.js';
import { createUser, deleteUser, patchUser, replaceUser } from '../users/decide-user.js';
import type { UserChange } from '../users/user-change.js';
import type { WriteRequest } from '../writes/write-request.js';

/** What an operation asks to be written, as a single request would. */
export type Write =
  | { readonly kind: 'user'; readonly change: UserChange }
  | { readonly kind: 'userDeletion'; readonly change: UserChange }
  | { readonly kind: 'group'; readonly change: GroupChange }
  | { readonly kind: 'groupDeletion'; readonly change: GroupChange };

export interface Prepared {
  /** The resource that the operation is about; null when that cannot be told. */
  readonly resourceId: string | null;
  /** The accommodations that it needed; those that only the resource can tell come when it is decided. */
  readonly quirks: Iterable<QuirkName>;
  /** The write as it is asked for at the moment of `request`, or why there is none. */
  readonly write: ((request: WriteRequest) => Write) | ScimError;
}

/** How the bodies of each type are read. */
export interface BulkRules {
  readonly User: ReadingRules;
  readonly Group: ReadingRules;
}

interface Reading {
  readonly rules: BulkRules;
  /** Bulk ids and the ids of what they create. */
  readonly ids: ReadonlyMap<string, string>;
  /** The PATCHes of a bulk are one request: together they may cost what one may. */
  readonly spend: Spend;
}

/**
 * Reads each operation as the controllers read a request, and may be interrupted between two and within one; what one refers to has its id
 * before anything is written.
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

function* prepare(operation: BulkOperation | MalformedOperation, reading: Reading): Steps<Prepared> {
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
    const data = operation.method === 'DELETE' ? {} : replaceReferences(operation.data, idOf);
    const read = { operation, id, data, reading };
    return { resourceId: id, ...(yield* operation.type === 'User' ? prepareUser(read) : prepareGroup(read)) };
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
  readonly data: Parameters<typeof replaceReferences>[0];
  readonly reading: Reading;
}

type Preparing = Steps<Pick<Prepared, 'quirks'> & { readonly write: (request: WriteRequest) => Write }>;

function* prepareUser({
  operation,
  id,
  data,
  reading: {
    rules: { User: rules },
    spend,
  },
}: Read): Preparing {
  const user = (change: UserChange): Write => ({ kind: 'user', change });
  switch (operation.method) {
    case 'POST': {
      const { attributes, quirks } = decodeUser(data, rules);
      return { quirks, write: (request) => user(createUser(request, attributes, id)) };
    }
    case 'PUT': {
      const replacement = decodeUserReplacement(data, rules);
      const { version: ifMatch } = operation;
      return {
        quirks: replacement.quirks,
        write: (request) => user(replaceUser(request, id, { replacement, ifMatch })),
      };
    }
    case 'PATCH': {
      const patch = { ...(yield* patchSteps(data, rules)), spend };
      const noted = new Set(patch.quirks);
      const { version: ifMatch } = operation;
      return { quirks: noted, write: (request) => user(patchUser(request, id, { patch, noted, ifMatch })) };
    }
    case 'DELETE': {
      const { version: ifMatch } = operation;
      const write = (request: WriteRequest): Write => ({
        kind: 'userDeletion',
        change: deleteUser(request, id, { ifMatch }),
      });
      return { quirks: [], write };
    }
  }
}

function* prepareGroup({
  operation,
  id,
  data,
  reading: {
    rules: { Group: rules },
  },
}: Read): Preparing {
  const group = (change: GroupChange): Write => ({ kind: 'group', change });
  switch (operation.method) {
    case 'POST': {
      const decoded = yield* groupSteps(data, rules);
      return { quirks: decoded.quirks, write: (request) => group(createGroup(request, decoded, id)) };
    }
    case 'PUT': {
      const decoded = yield* groupReplacementSteps(data, rules);
      const { version: ifMatch } = operation;
      return {
        quirks: decoded.quirks,
        write: (request) => group(replaceGroup(request, id, { group: decoded, ifMatch })),
      };
    }
    case 'PATCH': {
      const decoded = yield* patchSteps(data, rules);
      const change = { patch: yield* splitSteps(decoded), ifMatch: operation.version };
      return { quirks: decoded.quirks, write: (request) => group(patchGroup(request, id, change)) };
    }
    case 'DELETE': {
      const { version: ifMatch } = operation;
      const write = (request: WriteRequest): Write => ({
        kind: 'groupDeletion',
        change: deleteGroup(request, id, { ifMatch }),
      });
      return { quirks: [], write };
    }
  }
}

/** A bulkId is the client's own word and may be anything, an address too: only a plain one is repeated. */
function unknownBulkId(index: number, bulkId: string): ScimError {
  const shown = /^[\w.\-]{1,64}$/.test(bulkId) ? `bulkId:${bulkId}` : 'a bulkId';
  return new ScimError(
    'unknown-bulk-id',
    `Operations[${index}]: refers to ${shown}, which no POST of this request defines; send that POST in the same request.`,
  );
}
