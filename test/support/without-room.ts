import { expect, jest } from '@jest/globals';
import { Hold, LIST_BYTES, ShareExceeded } from '#service';

/** As while the tenant's other requests hold its share of memory: what a list needs there is no room for. */
export async function withoutRoom<Result>(work: () => Promise<Result>): Promise<Result> {
  const add = jest.spyOn(Hold.prototype, 'add').mockRejectedValue(new ShareExceeded('bytes'));
  try {
    return await work();
  } finally {
    expect(add).toHaveBeenCalledWith(LIST_BYTES);
    add.mockRestore();
  }
}
