import { describe, expect, it } from '@jest/globals';
import {
  decodeBulk,
  decodeGroup,
  decodePatch,
  decodeSearchRequest,
  decodeUser,
  GROUP_TYPE,
  startReading,
  USER_TYPE,
  type Tolerance,
} from '../index.js';
import {
  BULK_REQUEST_URN,
  ENTERPRISE_USER_URN,
  GROUP_URN,
  PATCH_OP_URN,
  SEARCH_REQUEST_URN,
  USER_URN,
} from '../urn.js';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ADSCIM = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0';
const MESSAGES = [PATCH_OP_URN, BULK_REQUEST_URN, SEARCH_REQUEST_URN, LIST, 'urn:scim:api:messages:2.0:PatchOp'];

interface Kind {
  readonly urn: string;
  /** The quirks that were needed. */
  readonly read: (schemas: unknown, tolerance: Tolerance) => readonly string[];
  readonly foreign: readonly string[];
}

const OPERATIONS = [{ op: 'add', path: 'displayName', value: 'x' }];
const POST = { method: 'POST', path: '/Users', bulkId: 'a', data: {} };

const KINDS: Readonly<Record<string, Kind>> = {
  'a user': {
    urn: USER_URN,
    read: (schemas, tolerance) => decodeUser({ schemas, userName: 'ada' }, { type: USER_TYPE, tolerance }).quirks,
    foreign: [GROUP_URN, 'urn:scim:schemas:core:2.0:Group', `${ADSCIM}/Group`, ...MESSAGES],
  },
  'a group': {
    urn: GROUP_URN,
    read: (schemas, tolerance) => decodeGroup({ schemas, displayName: 'x' }, { tolerance }).quirks,
    foreign: [USER_URN, ENTERPRISE_USER_URN, 'urn:scim:schemas:core:2.0:User', ...MESSAGES],
  },
  'a PATCH of a user': {
    urn: PATCH_OP_URN,
    read: (schemas, tolerance) =>
      decodePatch({ schemas, Operations: OPERATIONS }, { type: USER_TYPE, tolerance }).quirks,
    foreign: [USER_URN, GROUP_URN, BULK_REQUEST_URN, LIST, ENTERPRISE_USER_URN],
  },
  'a PATCH of a group': {
    urn: PATCH_OP_URN,
    read: (schemas, tolerance) =>
      decodePatch({ schemas, Operations: OPERATIONS }, { type: GROUP_TYPE, tolerance }).quirks,
    foreign: [USER_URN, GROUP_URN, SEARCH_REQUEST_URN],
  },
  'a bulk': {
    urn: BULK_REQUEST_URN,
    read: (schemas, tolerance) => decodeBulk({ schemas, Operations: [POST] }, tolerance).quirks,
    foreign: [PATCH_OP_URN, USER_URN, 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
  },
  'a search': {
    urn: SEARCH_REQUEST_URN,
    read: (schemas, tolerance) => {
      const reading = startReading({ tolerance });
      decodeSearchRequest({ schemas, count: 1 }, reading);
      return [...reading.applied];
    },
    foreign: [LIST, BULK_REQUEST_URN, USER_URN],
  },
};

const wrong = expect.objectContaining({ code: 'wrong-schemas' });

describe.each(Object.entries(KINDS))('the schemas of %s', (_name, { urn, read, foreign }) => {
  it.each(['tolerant', 'strict'] as const)('are its own, in any case: %s', (tolerance) => {
    expect(read([urn], tolerance)).toEqual([]);
    expect(read([urn.toUpperCase()], tolerance)).toEqual([]);
  });

  it('may be left out, empty, or unknown in a tolerant connection, which counts it', () => {
    for (const schemas of [undefined, null, [], 7, ['urn:scim:schemas:core:1.0'], ['urn:example:2.0:Misspelled']]) {
      expect(read(schemas, 'tolerant')).toHaveLength(1);
    }
  });

  it('are not left out in a strict one', () => {
    for (const schemas of [undefined, null, [], urn, ['urn:scim:schemas:core:1.0'], ['urn:example:x']]) {
      expect(() => read(schemas, 'strict')).toThrow(wrong);
    }
  });

  it.each(foreign)('are not %s, which is of something else', (uri) => {
    for (const tolerance of ['tolerant', 'strict'] as const) {
      for (const schemas of [[uri], [urn, uri], [uri.toLowerCase()]]) {
        expect(() => read(schemas, tolerance)).toThrow(wrong);
      }
    }
    expect(() => read(uri, 'tolerant')).toThrow(wrong);
  });
});

describe('what Entra and clients of other days list', () => {
  it.each([
    [['urn:scim:schemas:core:1.0', 'urn:scim:schemas:extension:enterprise:1.0']],
    [['urn:scim:schemas:core:2.0:User', 'urn:scim:schemas:extension:enterprise:2.0:User']],
    [[USER_URN, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User']],
    [[USER_URN, `${ADSCIM}/User`]],
    [[USER_URN, 'urn:okta:contoso:2.0:Person']],
  ])('%j is a user, and counted', (schemas) => {
    expect(KINDS['a user']?.read(schemas, 'tolerant')).toEqual(['schemas-inferred']);
  });

  it('the group of ADSCIM is a group', () => {
    expect(KINDS['a group']?.read([GROUP_URN, `${ADSCIM}/Group`], 'tolerant')).toEqual(['schemas-inferred']);
  });
});

describe('the names of a message', () => {
  const tolerance = 'strict';

  it('have no case, strict or not', () => {
    expect(
      decodeUser({ SCHEMAS: [USER_URN], USERNAME: 'ada' }, { type: USER_TYPE, tolerance }).attributes.userName,
    ).toBe('ada');
    expect(decodeGroup({ Schemas: [GROUP_URN], DISPLAYNAME: 'x' }, { tolerance }).attributes.displayName).toBe('x');
    const patch = { sChemas: [PATCH_OP_URN], OPERATIONS: [{ OP: 'replace', Path: 'title', VALUE: 'x' }] };
    expect(decodePatch(patch, { type: USER_TYPE, tolerance }).operations).toMatchObject([
      { op: 'replace', value: 'x' },
    ]);
    const one = { Method: 'PATCH', PATH: '/Users/x', Version: 'W/"1"', DATA: patch };
    const bulk = decodeBulk({ SCHEMAS: [BULK_REQUEST_URN], operations: [one], FailOnErrors: 2 }, tolerance);
    expect(bulk).toMatchObject({ failOnErrors: 2, operations: [{ method: 'PATCH', version: 'W/"1"', data: patch }] });
    expect(decodeSearchRequest({ SCHEMAS: [SEARCH_REQUEST_URN], FILTER: 'active eq true', StartIndex: 2 })).toEqual({
      filter: 'active eq true',
      startIndex: '2',
    });
  });

  it('stand once in it, whatever their case', () => {
    const twice = expect.objectContaining({ code: 'malformed-body' });
    const rules = { type: USER_TYPE, tolerance } as const;
    expect(() => decodeUser({ schemas: [USER_URN], SCHEMAS: [GROUP_URN], userName: 'a' }, rules)).toThrow(twice);
    expect(() => decodeSearchRequest({ schemas: [SEARCH_REQUEST_URN], filter: 'a', Filter: 'b' })).toThrow(twice);
    const patch = { schemas: [PATCH_OP_URN], Operations: [{ op: 'add', OP: 'remove', path: 'title', value: 'x' }] };
    expect(() => decodePatch(patch, rules)).toThrow(twice);
    const bulk = { schemas: [BULK_REQUEST_URN], Operations: [{ ...POST, METHOD: 'DELETE' }, POST] };
    expect(decodeBulk(bulk, tolerance).operations).toMatchObject([
      { error: { code: 'malformed-bulk' } },
      { method: 'POST' },
    ]);
  });
});
