import type { StoredUser } from '#scim';
import type { Found, ResourceQuery } from '../queries/resource-query.js';

/** What the protocol reads of a tenant's users. A read sees every write that was answered before it. */
export interface UserReads {
  byId(tenantId: string, id: string): Promise<StoredUser | null>;
  /** Those of the ids that are users'; what is no id is nobody's. */
  existing(tenantId: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** @throws ScimError `too-many-results` when no index helps and the tenant is large */
  find(tenantId: string, query: ResourceQuery<StoredUser>): Promise<Found<StoredUser>>;
}
