import type { StoredGroup } from '#scim';
import type { Found, ResourceQuery } from '../queries/resource-query.js';

/** What the protocol reads of a tenant's groups; for the members see MembershipReads. */
export interface GroupReads {
  byId(tenantId: string, id: string): Promise<StoredGroup | null>;
  /** @throws ScimError `too-many-results` when no index helps and the tenant is large */
  find(tenantId: string, query: ResourceQuery<StoredGroup>): Promise<Found<StoredGroup>>;
}
