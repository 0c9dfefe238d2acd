import type { JsonObject, Stored } from '#scim';
import type { Found, QueryPage, ResourceQuery } from '../../queries/resource-query.js';
import { MAX_PAGE_BYTES } from './page-statements.js';

/** Collects a page of what comes by in its order. */
export class PageWindow<Resource extends Stored<JsonObject>> {
  readonly #page: QueryPage;
  readonly #resources: Resource[] = [];
  #matched = 0;
  #bytes = 0;
  #isFull = false;
  #isMore = false;

  constructor(page: QueryPage) {
    this.#page = page;
  }

  /** True when nothing that comes later matters: a page by keyset is full, and whether there is a next one is known. */
  add(resource: Resource, bytes: number): boolean {
    this.#matched += 1;
    const from = this.#page.kind === 'index' ? this.#page.startIndex : 1;
    if (this.#matched < from || this.#isFull || this.#resources.length >= this.#page.count) {
      this.#isMore ||= this.#matched >= from;
      return this.#page.kind === 'keyset' && this.#isMore;
    }
    this.#bytes += bytes;
    this.#isFull = this.#bytes > MAX_PAGE_BYTES && this.#resources.length > 0;
    if (!this.#isFull) this.#resources.push(resource);
    this.#isMore = this.#isFull;
    return false;
  }

  found(): Found<Resource> {
    const resources = this.#resources;
    if (this.#page.kind === 'index') return { resources, totalResults: this.#matched, next: null };
    const last = resources.at(-1);
    const next = this.#isMore && last !== undefined ? { key: null, id: last.id } : null;
    return { resources, totalResults: null, next };
  }
}

/** The page of a list that is wholly known. */
export function onlyPage<Resource extends Stored<JsonObject>>(
  found: readonly Resource[],
  { page }: Pick<ResourceQuery<Resource>, 'page'>,
): Found<Resource> {
  const isBehind = page.kind === 'keyset' && page.after !== null;
  const from = page.kind === 'index' ? page.startIndex - 1 : 0;
  const resources = isBehind ? [] : found.slice(from, from + page.count);
  return { resources, totalResults: found.length, next: null };
}
