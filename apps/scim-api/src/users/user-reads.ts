import type { Filter, Paging, StoredUser } from '#scim';

export interface Found<Resource> {
  readonly resources: readonly Resource[];
  /** How many the filter matches, whatever the page shows. */
  readonly totalResults: number;
}

/** What the protocol reads of a tenant's users. A read sees every write that was answered before it. */
export interface UserReads {
  byId(tenantId: string, id: string): Promise<StoredUser | null>;
  /** @throws ScimError `unsupported-filter`, naming what is not supported; never "everything" */
  find(tenantId: string, filter: Filter | null, paging: Paging): Promise<Found<StoredUser>>;
}
