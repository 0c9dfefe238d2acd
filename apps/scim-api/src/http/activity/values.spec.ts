import { describe, expect, it } from '@jest/globals';
import type { StoredRequest } from '../../activity/item.js';
import { Values } from './values.js';

/** As far as values look at a request. */
function request(resourceId: string | null, version: number | null): StoredRequest {
  const seen: Partial<StoredRequest> = { resourceId, version };
  // Nothing else of it is read.
  return seen as StoredRequest;
}

const looking = (looked: number) =>
  new Values({
    changesOf: (_tenantId, versions) =>
      Promise.resolve({
        changes: new Map(versions.slice(0, looked).map(({ id, version }) => [`${id} ${version}`, []])),
        looked,
      }),
    placesOf: () => Promise.resolve(new Map()),
  });

const PAGE = [request('a', 1), request(null, null), request('b', 1), request('a', 1), request('c', 1)];

describe('values of a page of requests', () => {
  it.each([
    [4, 5],
    [3, 4],
    [2, 3],
    [1, 2],
  ])('where %d of four versions have room are those of the first %d requests', async (looked, requests) => {
    const values = await looking(looked).of('tenant', PAGE);
    expect(values.requests).toBe(requests);
    const known = PAGE.slice(0, requests).map((one) => values.of(one));
    expect(known).toEqual(PAGE.slice(0, requests).map(({ version }) => (version === null ? undefined : [])));
  });
});
