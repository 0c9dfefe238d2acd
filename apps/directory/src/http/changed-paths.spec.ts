import { describe, expect, it } from '@jest/globals';
import { changedPaths } from './changed-paths.js';
import { user } from '../projection/user-events.fixture.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('what changed between two versions of a person', () => {
  it('is nothing of what every version writes anew', () => {
    expect(changedPaths(user({ id: 'ada' }, 1), user({ id: 'ada' }, 2))).toEqual([]);
  });

  it('is told by path: of what has parts each part, of an extension each attribute', () => {
    const before = user({
      id: 'ada',
      title: 'Analyst',
      department: 'Engines',
      more: { name: { familyName: 'Byron' } },
    });
    const after = user({
      id: 'ada',
      department: 'Looms',
      managerId: 'grace',
      more: { name: { familyName: 'Lovelace', givenName: 'Ada' } },
    });
    expect(changedPaths(before, after)).toEqual([
      { path: 'name.familyName', before: 'Byron', after: 'Lovelace' },
      { path: 'name.givenName', before: null, after: 'Ada' },
      { path: 'title', before: 'Analyst', after: null },
      { path: `${ENTERPRISE}:department`, before: 'Engines', after: 'Looms' },
      { path: `${ENTERPRISE}:manager`, before: null, after: { value: 'grace' } },
    ]);
  });

  it('is the whole of what has several values', () => {
    const paths = changedPaths(user({ id: 'ada', mail: 'a@x.example' }), user({ id: 'ada', mail: 'b@x.example' }));
    expect(paths).toMatchObject([
      { path: 'emails', before: [{ value: 'a@x.example' }], after: [{ value: 'b@x.example' }] },
    ]);
  });

  it('of somebody new is everything that was assigned', () => {
    expect(changedPaths(null, user({ id: 'ada', title: 'Analyst' }))).toEqual([
      { path: 'active', before: null, after: true },
      { path: 'title', before: null, after: 'Analyst' },
      { path: 'userName', before: null, after: 'ada@example.com' },
    ]);
  });
});
