import type { Filter, Paging, PresentedMember, StoredGroup } from '#scim';
import type { Found } from '../users/user-reads.js';

/** What the protocol reads of a tenant's groups; the members only when they are shown. */
export interface GroupReads {
  byId(tenantId: string, id: string): Promise<StoredGroup | null>;
  /** @throws ScimError `unsupported-filter` */
  find(tenantId: string, filter: Filter | null, paging: Paging): Promise<Found<StoredGroup>>;
  /** At most MAX_MEMBERS_SHOWN, in the order of their ids. */
  members(tenantId: string, groupId: string): Promise<readonly PresentedMember[]>;
}

/** An answer with more members than this would be larger than the change it answers (ref §2.5, row 11). */
export const MAX_MEMBERS_SHOWN = 1_000;
