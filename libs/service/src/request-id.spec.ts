import { describe, expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { isUuid } from '#postgres';
import { orderedId, requestId } from './request-id.js';

describe('an id of a resource or an event', () => {
  it('is a UUID v7 with its time', () => {
    const at = Date.UTC(2090, 0, 1);
    const id = orderedId(at);
    expect([isUuid(id), validate(id), version(id)]).toEqual([true, true, 7]);
    expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(at);
  });

  it('comes after the one before it, in the same millisecond and when the clock goes back', () => {
    const at = Date.UTC(2091, 0, 1);
    const ids = Array.from({ length: 5_000 }, (_, n) => orderedId(at - (n % 3)));
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});

describe('an id of a request', () => {
  it('is a UUID v7, and no two are alike', () => {
    const ids = Array.from({ length: 2_000 }, requestId);
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
