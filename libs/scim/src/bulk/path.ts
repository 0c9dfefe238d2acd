import { ScimError } from '../errors/error.js';
import type { JsonValue } from '../json.js';
import type { ResourceTypeName } from '../schema/resource.js';
import { GROUP_TYPE } from '../schema/group.js';
import { USER_TYPE } from '../schema/user.js';
import type { BulkTarget } from './operation.js';
import { bulkIdIn } from './references.js';

export interface BulkPath {
  readonly type: ResourceTypeName;
  readonly target: BulkTarget | null;
}

/** Endpoint and id, nothing before, between or behind them: no host, no `..`, no query. */
const PATH = /^(\/[A-Za-z]+)(?:\/([^/?#]+))?$/;

/** RFC 7644 §3.7: the path relative to the SCIM root, such as `/Users`, `/Users/{id}` and `/Users/bulkId:x`. */
export function readBulkPath(path: JsonValue | undefined, index: number): BulkPath {
  const [, endpoint, segment] = typeof path === 'string' ? (PATH.exec(path) ?? []) : [];
  const type = [USER_TYPE, GROUP_TYPE].find((known) => known.endpoint === endpoint);
  const id = segment === undefined ? undefined : decoded(segment);
  if (type === undefined || (segment !== undefined && id === undefined)) {
    throw new ScimError(
      'invalid-path',
      `Operations[${index}].path: expected /Users, /Groups, or one of them with an id behind it, relative to the SCIM root.`,
    );
  }
  if (id === undefined) return { type: type.name, target: null };
  const bulkId = bulkIdIn(id);
  return { type: type.name, target: bulkId === null ? { id } : { bulkId } };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
