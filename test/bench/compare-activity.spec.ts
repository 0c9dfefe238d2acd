import { describe, expect, it } from '@jest/globals';
import { compareActivity, type Shown } from './compare-activity.js';
import type { Recorded } from './recording-proxy.js';

const LOST = { from: 100, to: 200 };
const RECORD: Recorded = { id: 'a', method: 'PATCH', path: '/scim/v2/Users/1', status: 200, at: 50 };
const ITEM: Shown = { requestId: 'a', method: 'PATCH', path: RECORD.path, status: 200, ms: 3, outcome: 'updated' };

const compared = (record: Partial<Recorded>, ...items: Partial<Shown>[]) =>
  compareActivity(
    [{ ...RECORD, ...record }],
    items.map((item) => ({ ...ITEM, ...item })),
    LOST,
  );

describe('the activity beside a record', () => {
  it.each<[string, Partial<Recorded>, Partial<Shown>[]]>([
    ['what is missing', {}, []],
    ['another method', {}, [{ method: 'PUT' }]],
    ['no method outside the gap', {}, [{ method: null }]],
    ['another path', {}, [{ path: '/scim/v2/Users/2' }]],
    ['another status', {}, [{ status: 204 }]],
    ['what is there twice', {}, [{}, {}]],
    ['a write that is missing in the gap', { at: 150 }, []],
    ['a refusal that is missing in the gap', { at: 150, status: 409 }, []],
    ['an operation of a bulk that is missing in the gap', { at: 150, id: 'a:0' }, []],
    ['a look-up that is missing outside the gap', { method: 'GET' }, []],
  ])('differs by %s', (_what, record, items) => {
    expect(compared(record, ...items).differences).toHaveLength(1);
  });

  it('is the same where all that was answered is there, and in the gap all that has an event', () => {
    expect(compared({}, {})).toMatchObject({ same: 1, filledIn: 0, differences: [] });
    expect(compared({ at: 150 }, { method: null, ms: null })).toMatchObject({ same: 1, filledIn: 1, differences: [] });
    expect(compared({ at: 150, method: 'GET' })).toMatchObject({ same: 0, mayBeMissing: 1, differences: [] });
    expect(compared({ at: 150, path: '/scim/v2/Bulk' })).toMatchObject({ mayBeMissing: 1, differences: [] });
    expect(compared({}, {}, { requestId: 'b' })).toMatchObject({ unanswered: 1, differences: [] });
  });
});
