import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeUser,
  diff,
  ENTERPRISE_USER_URN,
  errorBody,
  type ErrorCode,
  ERRORS,
  GROUP_TYPE,
  listResponse,
  matchesVersion,
  MAX_BULK_BYTES,
  MAX_BULK_OPERATIONS,
  MAX_CURSOR_LENGTH,
  MAX_PAGE_SIZE,
  normaliseEmail,
  normaliseUserName,
  parsePaging,
  resourceTypeDocuments,
  sameJson,
  schemaDocuments,
  ScimError,
  serviceProviderConfig,
  USER_TYPE,
  USER_URN,
  versionTag,
} from './index.js';

describe('an error', () => {
  it('carries its row, and its status as a string', () => {
    const error = new ScimError('duplicate-user');
    expect(error).toMatchObject({ code: 'duplicate-user', status: 409, scimType: 'uniqueness' });
    expect(errorBody(error)).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '409',
      scimType: 'uniqueness',
      detail: ERRORS['duplicate-user'].detail,
    });
    expect(errorBody(new ScimError('not-found', 'Gone.'))).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '404',
      detail: 'Gone.',
    });
  });

  it.each(Object.keys(ERRORS) as ErrorCode[])(
    '%s has two sentences, a clause, and a scimType only with 400 or 409',
    (code) => {
      const { status, scimType, when, remedy, detail, clause } = ERRORS[code];
      for (const sentence of [when, remedy]) expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(detail).toBe(`${when} ${remedy}`);
      expect(clause).toMatch(/^RFC \d{4} §/);
      expect(scimType === null || status === 400 || status === 409).toBe(true);
    },
  );
});

describe('a version', () => {
  it.each([
    ['W/"3"', true],
    ['"3"', true],
    ['*', true],
    ['W/"2", W/"3"', true],
    ['W/"2"', false],
    ['W/"33"', false],
  ])('%s in a header names version 3: %s', (header, expected) => {
    expect(matchesVersion(header, 3)).toBe(expected);
    expect(versionTag(3)).toBe('W/"3"');
  });
});

describe('a list', () => {
  it('counts what is on the page, and always has Resources', () => {
    expect(listResponse({ resources: [], totalResults: 0, startIndex: 1 })).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  it.each([
    [{}, { startIndex: 1, count: 100 }],
    [
      { startIndex: '', count: '' },
      { startIndex: 1, count: 100 },
    ],
    [
      { startIndex: '0', count: '-1' },
      { startIndex: 1, count: 0 },
    ],
    [
      { startIndex: '6', count: '5' },
      { startIndex: 6, count: 5 },
    ],
    [{ count: '100000' }, { startIndex: 1, count: MAX_PAGE_SIZE }],
  ])('pages %j as %j', (query, expected) => {
    expect(parsePaging(query)).toEqual({ kind: 'index', ...expected });
  });

  it('MAX_CURSOR_LENGTH is what is tried as a cursor; a longer one is refused before', () => {
    const cursor = 'c'.repeat(MAX_CURSOR_LENGTH);
    expect(parsePaging({ cursor })).toMatchObject({ kind: 'cursor', cursor });
    expect(() => parsePaging({ cursor: `${cursor}c` })).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
  });

  it('refuses a page that is no number', () => {
    expect(() => parsePaging({ count: 'ten' })).toThrow(expect.objectContaining({ code: 'invalid-paging' }));
  });
});

describe('a userName', () => {
  it.each([
    ['Ada@Contoso.example', 'ada@contoso.example'],
    ['ａｄａ', 'ada'],
    ['ΑΣ', 'ασ'],
    ['\u0041\u030A', 'å'],
    ['e\u0301ve', 'éve'],
    ['\uff21\uff24\uff21\uff20\uff43\uff0e\uff45', 'ada@c.e'],
    ['\uff76\uff9e', 'ガ'],
    ['STRASSE', 'strasse'],
    ['Straße', 'straße'],
    ['STRAẞE', 'straße'],
    ['ODYSSEUS', 'odysseus'],
    ['ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύσ'],
    ['Ilgın', 'ilgın'],
    ['İlgi', 'i\u0307lgi'],
    ['a\u200dd\u200ca\ufeff\u00ad\u202e', 'ada'],
    ['\u0915\u094d\u200d\u0937', '\u0915\u094d\u0937'],
  ])('%s is unique as %s', (sent, expected) => {
    expect(normaliseUserName(sent)).toBe(expected);
    expect(normaliseEmail(sent)).toBe(expected);
  });

  it.each([
    ['ß', 'ss'],
    ['ı', 'i'],
    ['İ', 'i'],
    ['é', 'e'],
    ['а', 'a'],
  ])('%s is another than %s', (one, other) => {
    expect(normaliseUserName(one)).not.toBe(normaliseUserName(other));
  });

  it.each(['ada\n', '\u0007ada', 'a\u0085b', 'a\u2028b', '\u200b', '\u00ad\ufeff'])('%j is refused', (userName) => {
    expect(() => decodeUser({ userName }, { type: USER_TYPE, tolerance: 'tolerant' })).toThrow(
      expect.objectContaining({ code: 'unfit-name' }),
    );
  });

  it('is stored as it was sent', () => {
    const userName = 'Ａd\u200da';
    expect(
      decodeUser({ schemas: [USER_URN], userName }, { type: USER_TYPE, tolerance: 'strict' }).attributes.userName,
    ).toBe(userName);
  });

  it('keeps its normal form, whichever character is in it', () => {
    // No script has letters beyond plane 1; the tags of plane 14 are not seen.
    const planes = Array.from({ length: 0x20000 }, (_, point) => String.fromCodePoint(point));
    const unsteady = planes.filter((character) => {
      const key = normaliseUserName(character);
      return key !== character && normaliseUserName(key) !== key;
    });
    expect(unsteady).toEqual([]);
  });

  it('keeps its normal form when it is normalised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(normaliseUserName(normaliseUserName(name))).toBe(normaliseUserName(name));
      }),
    );
  });
});

describe('a diff', () => {
  const before = {
    userName: 'ada',
    active: true,
    name: { givenName: 'Ada' },
    [ENTERPRISE_USER_URN]: { manager: { value: 'm1' } },
  };

  it('names each attribute that differs by its path', () => {
    const after = {
      userName: 'ada',
      active: false,
      name: { givenName: 'Ada', familyName: 'L' },
      emails: [{ value: 'a' }],
    };
    expect(diff(USER_TYPE, before, after)).toEqual([
      { path: 'name.familyName', before: null, after: 'L' },
      { path: 'active', before: true, after: false },
      { path: 'emails', before: null, after: [{ value: 'a' }] },
      { path: `${ENTERPRISE_USER_URN}:manager.value`, before: 'm1', after: null },
    ]);
  });

  it('lists every attribute of what comes or goes, and nothing for the same', () => {
    expect(diff(USER_TYPE, null, before).map(({ path }) => path)).toHaveLength(4);
    expect(diff(USER_TYPE, before, null).every(({ after }) => after === null)).toBe(true);
    expect(diff(USER_TYPE, before, { ...before })).toEqual([]);
    expect(diff(GROUP_TYPE, { displayName: 'a' }, { displayName: 'b', externalId: 'g' })).toEqual([
      { path: 'externalId', before: null, after: 'g' },
      { path: 'displayName', before: 'a', after: 'b' },
    ]);
  });
});

describe('JSON', () => {
  it.each([
    [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [[], {}, false],
    [{}, [], false],
    ['1', 1, false],
  ])('%j is the same as %j: %s', (left, right, expected) => {
    expect(sameJson(left, right)).toBe(expected);
  });
});

describe('discovery', () => {
  const schemas = schemaDocuments('https://host/scim/v2');

  it('describes users, their enterprise extension and groups, without nulls', () => {
    expect(schemas.map(({ id }) => id)).toEqual([
      'urn:ietf:params:scim:schemas:core:2.0:User',
      ENTERPRISE_USER_URN,
      'urn:ietf:params:scim:schemas:core:2.0:Group',
    ]);
    expect(JSON.stringify(schemas)).not.toContain('null');
    expect(JSON.stringify(schemas)).not.toContain('password');
    expect(schemas[0]).toMatchObject({ meta: { location: `https://host/scim/v2/Schemas/${schemas[0]?.id}` } });
  });

  it('lists the resource types with their endpoints and extensions', () => {
    expect(resourceTypeDocuments('https://host/scim/v2')).toMatchObject([
      { id: 'User', endpoint: '/Users', schemaExtensions: [{ schema: ENTERPRISE_USER_URN, required: false }] },
      { id: 'Group', endpoint: '/Groups' },
    ]);
  });

  it('claims what is supported and nothing else', () => {
    expect(serviceProviderConfig('https://host/scim/v2')).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: MAX_BULK_OPERATIONS, maxPayloadSize: MAX_BULK_BYTES },
      filter: { supported: true, maxResults: MAX_PAGE_SIZE },
      sort: { supported: true },
      changePassword: { supported: false },
    });
  });
});
