import { describe, expect, it } from '@jest/globals';
import { TenantEnds } from './tenant-ends.js';

const FAILED = new Error('rows cannot be removed');

describe('the look at ends of tenants', () => {
  it('erases in each database, and what has ended before, whatever became of the one before; and tells of it', async () => {
    const done: string[] = [];
    const look = new TenantEnds({
      ends: { endOne: () => Promise.reject(FAILED) },
      erase: [() => Promise.reject(new Error('the second failure')), () => Promise.resolve(done.push('activity'))],
      onFailure: () => undefined,
    });
    await expect(look.run()).rejects.toBe(FAILED);
    expect(done).toEqual(['activity']);
  });
});
