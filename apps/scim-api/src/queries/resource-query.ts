import type { Filter, JsonObject, Place, Sort } from '#scim';

/** What a client asks of one endpoint's resources. */
export interface ResourceQuery<Resource> {
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  readonly page: QueryPage;
  /** The resource as the filter and the order see it: with everything that it is ever shown with. */
  readonly represent: (resource: Resource) => JsonObject;
  readonly listing?: Listing;
}

/** What a query meets when it is no look-up, but a list whose cost depends on what was asked. */
export interface Listing {
  /** Lets the request in as a list, once. @throws ShareExceeded */
  readonly admit: () => Promise<void>;
  /** Aborts when nobody waits for the answer; made when it is asked for, which a look-up never does. */
  readonly gone: () => AbortSignal | undefined;
}

export type QueryPage =
  | { readonly kind: 'index'; readonly startIndex: number; readonly count: number }
  /** Behind a place in the order, or from its beginning. */
  | { readonly kind: 'keyset'; readonly after: Place | null; readonly count: number };

export interface Found<Resource> {
  readonly resources: readonly Resource[];
  /** How many the filter matches, whatever the page shows; null where counting would cost more than the page. */
  readonly totalResults: number | null;
  /** Where a next page by keyset goes on; null when there is none. */
  readonly next: Place | null;
}

/** Resources that a query looks at one by one, where no index answers it whole. */
export const MAX_EXAMINED = 50_000;
