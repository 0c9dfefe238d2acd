import type { PresentedMember, StoredGroup } from '#scim';
import type { Found, ResourceQuery } from '../queries/resource-query.js';

/** What the protocol reads of a tenant's groups; the members only when they are shown. */
export interface GroupReads {
  byId(tenantId: string, id: string): Promise<StoredGroup | null>;
  /** @throws ScimError `too-many-results` when no index helps and the tenant is large */
  find(tenantId: string, query: ResourceQuery<StoredGroup>): Promise<Found<StoredGroup>>;
  /** At most MAX_MEMBERS_SHOWN, in the order of their ids. */
  members(tenantId: string, groupId: string): Promise<readonly PresentedMember[]>;
}

/** An answer with more members than this would be larger than the change it answers (ref §2.5, row 11). */
export const MAX_MEMBERS_SHOWN = 1_000;
