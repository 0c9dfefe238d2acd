import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../errors/error.js';
import { MAX_FILTER_DEPTH } from './parse.js';
import {
  ENTERPRISE_USER_URN,
  type JsonObject,
  matchesFilter,
  parseFilter,
  printFilter,
  type Tolerance,
  USER_TYPE,
} from '../index.js';
import { MAX_FILTER_LENGTH } from './tokenise.js';

const ada: JsonObject = {
  id: '1',
  userName: 'Ada@contoso.example',
  externalId: 'Ada',
  active: true,
  name: { givenName: 'Ada' },
  emails: [
    { type: 'work', value: 'ada@contoso.example', primary: true },
    { type: 'home', value: 'ada@home.example' },
  ],
  meta: { created: '2026-01-01T00:00:00Z' },
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engines', manager: { value: 'm1' } },
};

function matches(text: string, tolerance: Tolerance = 'strict'): boolean {
  return matchesFilter(parseFilter(text, { type: USER_TYPE, tolerance }).filter, ada);
}

describe('a filter', () => {
  it.each([
    ['userName eq "ADA@contoso.example"', true],
    ['userName ne "ada@contoso.example"', false],
    ['externalId eq "ada"', false],
    ['externalId eq "Ada"', true],
    ['userName co "CONTOSO"', true],
    ['userName sw "ada"', true],
    ['userName ew ".example"', true],
    ['userName gt "abc"', true],
    ['userName le "abc"', false],
    ['active eq true', true],
    ['active ne false', true],
    ['title pr', false],
    ['title eq null', true],
    ['title ne null', false],
    ['title ne "x"', true],
    ['title eq "x"', false],
    ['userName eq null', false],
    ['emails pr', true],
    ['emails.type eq "home"', true],
    ['emails eq "ada@home.example"', true],
    ['emails.value ne "ada@home.example"', true],
    ['emails[type eq "work" and value co "home"]', false],
    ['emails[type eq "home" and value co "home"]', true],
    ['emails[not (type eq "work") and value pr]', true],
    ['emails.primary eq true', true],
    ['name.givenName eq "ada"', true],
    ['name.familyName pr', false],
    ['name[givenName eq "Ada"]', true],
    ['meta.created gt "2025-12-31T23:59:59Z"', true],
    ['meta.created eq "2026-01-01T01:00:00+01:00"', true],
    ['meta.created lt "2026-01-01T00:00:00.000Z"', false],
    ['meta.created ge "2026-01-01T00:00:00Z"', true],
    ['not (active eq true)', false],
    ['active eq true or userName eq "x" and userName eq "y"', true],
    ['(active eq true or userName eq "x") and userName eq "y"', false],
    ['USERNAME EQ "ada@contoso.example" AND Active Eq True', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "a"', true],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "engines"', true],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "m1"', true],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq "m1"', true],
    ['name.givenName eq "A\\u0064a"', true],
    ['userName eq "a \\"quoted\\" (x) and [y]"', false],
  ])('%s is %s for Ada', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  it('holds for no element of an attribute that is not there', () => {
    const { filter } = parseFilter('phoneNumbers[type eq "work"]', { type: USER_TYPE, tolerance: 'strict' });
    expect(matchesFilter(filter, ada)).toBe(false);
  });

  it.each([
    ['manager eq "m1"', 'missing-urn'],
    ['externalId eq Ada', 'unquoted-filter-value'],
    ['emails[type eq "work"].value eq "ada@contoso.example"', 'value-path-comparison'],
    ['emails[primary eq "True"].type eq "work"', 'literal-type'],
  ])('%s needs a tolerant reading, which is noted', (text, quirk) => {
    expect(matches(text, 'tolerant')).toBe(true);
    expect(parseFilter(text, { type: USER_TYPE, tolerance: 'tolerant' }).quirks).toContain(quirk);
    expect(codeOf(() => parseFilter(text, { type: USER_TYPE, tolerance: 'strict' }))).toBe('invalid-filter');
  });

  it.each([
    '',
    'userName',
    'userName eq',
    'userName is "x"',
    'userName eq "x" and',
    'userName eq "x" userName eq "y"',
    'userName eq (',
    '(userName eq "x"',
    'userName eq "x")',
    'userName eq "x',
    'userName eq "\\x"',
    '"x" eq userName',
    'shoeSize eq 38',
    'urn:other:User:size eq 38',
    'emails[type eq "work"',
    'emails[shoe eq "work"]',
    'userName[value eq "x"]',
    'emails.value[type eq "x"]',
    'name eq "Ada"',
    'active gt true',
    'active eq "yes"',
    'meta.created co "2026"',
    'meta.created gt "yesterday"',
    'userName gt null',
    'userName sw null',
  ])('%j is refused, and never read as everything', (text) => {
    for (const tolerance of ['tolerant', 'strict'] as const) {
      expect(codeOf(() => parseFilter(text, { type: USER_TYPE, tolerance }))).toBe('invalid-filter');
    }
  });

  it.each([
    ['department eq "engines"', ':department'],
    ['active eq true and MANAGER.value pr', ':manager.value'],
    ['employeeNumber[value eq "1"]', ':employeeNumber'],
  ])('%j says the URN that it lacks, where it needs one', (text, name) => {
    const whole = `write ${ENTERPRISE_USER_URN}${name}.`;
    expect(() => matches(text)).toThrow(whole);
    expect(() => matches('shoeSize eq 38')).toThrow('none of the schemas');
  });

  it('is bounded in length and depth', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}active eq true${')'.repeat(depth)}`;
    expect(matches(nested(MAX_FILTER_DEPTH))).toBe(true);
    expect(codeOf(() => matches(nested(MAX_FILTER_DEPTH + 1)))).toBe('invalid-filter');
    const long = (length: number) => `userName eq "${'x'.repeat(length - 'userName eq ""'.length)}"`;
    expect(matches(long(MAX_FILTER_LENGTH))).toBe(false);
    expect(codeOf(() => matches(long(MAX_FILTER_LENGTH + 1)))).toBe('invalid-filter');
  });

  it('names no value in its refusal', () => {
    expect(
      messageOf(() => parseFilter('shoeSize eq "secret"', { type: USER_TYPE, tolerance: 'strict' })),
    ).not.toContain('secret');
  });
});

// The reference model: a filter as nested arrays, printed and judged by a few lines that share nothing with the subject.
type Model = readonly ['leaf', number] | readonly ['not', Model] | readonly ['and' | 'or', readonly Model[]];

const LEAVES: readonly (readonly [string, boolean])[] = [
  ['active eq true', true],
  ['active eq false', false],
  ['userName sw "ada"', true],
  ['title pr', false],
  ['emails[type eq "work" and primary eq true]', true],
  ['emails[type eq "home" and primary eq true]', false],
];

const model = fc.letrec<{ filter: Model }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    fc.nat(LEAVES.length - 1).map((leaf): Model => ['leaf', leaf]),
    tie('filter').map((inner): Model => ['not', inner]),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
      .map(([kind, inner]): Model => [kind, inner]),
  ),
})).filter;

function write(filter: Model): string {
  if (filter[0] === 'leaf') return LEAVES[filter[1]]?.[0] ?? '';
  if (filter[0] === 'not') return `not (${write(filter[1])})`;
  return `(${filter[1].map(write).join(` ${filter[0]} `)})`;
}

function judge(filter: Model): boolean {
  if (filter[0] === 'leaf') return LEAVES[filter[1]]?.[1] ?? false;
  if (filter[0] === 'not') return !judge(filter[1]);
  return filter[0] === 'and' ? filter[1].every(judge) : filter[1].some(judge);
}

describe('any filter', () => {
  it('is judged as the reference model judges it', () => {
    fc.assert(fc.property(model, (filter) => expect(matches(write(filter))).toBe(judge(filter))));
  });

  it('is the same tree after it was printed and parsed again', () => {
    fc.assert(
      fc.property(model, (filter) => {
        const parsed = parseFilter(write(filter), { type: USER_TYPE, tolerance: 'strict' }).filter;
        expect(parseFilter(printFilter(parsed), { type: USER_TYPE, tolerance: 'strict' }).filter).toEqual(parsed);
      }),
    );
  });

  it('is refused by name or read, whatever the text', () => {
    const alphabet = fc.constantFrom(
      'userName',
      'emails',
      'eq',
      'pr',
      'and',
      'not',
      '(',
      ')',
      '[',
      ']',
      '"x"',
      '"',
      ' ',
      '.value',
      'true',
    );
    fc.assert(
      fc.property(fc.array(alphabet), (words) => {
        try {
          parseFilter(words.join(' '), { type: USER_TYPE, tolerance: 'tolerant' });
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
    );
  });
});

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'nothing was refused';
  } catch (error) {
    return error instanceof ScimError ? error.code : String(error);
  }
}

function messageOf(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    return String(error);
  }
}
