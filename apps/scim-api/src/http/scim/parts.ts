import type { FastifyRequest } from 'fastify';
import type { GroupReads } from '../../groups/group-reads.js';
import type { Store } from '../../storage/store.js';
import type { UserReads } from '../../users/user-reads.js';
import type { DetailOf } from './detail.js';
import { identityOf } from './identity.js';
import type { Lists } from './lists.js';
import type { Loading } from './loading.js';
import type { RecordRefusal } from './record-refusal.js';

/** What writes and reads a tenant's resources. */
export interface Served {
  readonly store: Store;
  readonly users: UserReads;
  readonly groups: GroupReads;
  readonly lists: Lists;
  readonly loading: Loading;
}

/** The connection alone decides which, as its credential decides the tenant. */
export function servedOf(request: FastifyRequest, parts: Parts): Served {
  return identityOf(request).shadow === null ? parts : parts.shadow;
}

/** What the controllers are given by their module, under this name. */
export const PARTS = Symbol('what the endpoints of SCIM stand on');

export interface Parts extends Served {
  /** The same of what a shadow has touched, and of the rest as it is. */
  readonly shadow: Served;
  readonly recordRefusal: RecordRefusal;
  /** The SCIM root, without a slash at its end. */
  readonly baseUrl: string;
  /** How the detail of an error is written. */
  readonly detailOf: DetailOf;
}
