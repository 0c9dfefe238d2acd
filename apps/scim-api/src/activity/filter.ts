/** What is asked for of the activity; without it everything. */
export interface ActivityFilter {
  readonly request?: { readonly id: string; readonly operation: number | null };
  readonly userName?: string;
  readonly resourceId?: string;
  readonly code?: string;
  /** Requests that wanted to change something, and had a resource to change. */
  readonly isWrite?: boolean;
  readonly connection?: string;
  readonly from?: string;
  readonly to?: string;
}
