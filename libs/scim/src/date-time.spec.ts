import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { momentOf, withZone } from './date-time.js';
import { attribute } from './schema/attribute.js';
import { customUserType, decodeUser, matchesFilter, parseFilter, type Tolerance } from './index.js';
import { readScalar } from './reading/scalar.js';
import { startReading } from './reading/quirks.js';
import { comparePlaces, placeIn } from './query/sort.js';
import { refOf } from './schema/lookup.js';
import { CUSTOM_USER_URN, USER_URN } from './urn.js';

const NONE = [
  '2026-02-30T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2026-04-31T08:00:00',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-32T00:00:00Z',
  '2026-01-01T24:00:01Z',
  '2026-01-01T24:00:60',
  '2026-01-01T25:00:00Z',
  '2026-01-01T12:60:00Z',
  '2026-12-31T23:59:60Z',
  '2026-01-01T12:00:00+14:01',
  '2026-01-01T12:00:00+02:60',
  '2026-01-01T12:00:00+0200',
  '2026-01-01T12:00Z',
  '2026-01-01 12:00:00Z',
  '2026-01-01',
  '0000-01-01T00:00:00Z',
  '-2026-01-01T00:00:00Z',
  '12026-01-01T00:00:00Z',
  '2026-01-01T12:00:00.Z',
  'Sun Mar 01 2026 10:00:00',
];

const SAME: readonly (readonly [string, string])[] = [
  ['2026-03-01T10:00:00', '2026-03-01T10:00:00Z'],
  ['2026-03-01T10:00:00', '2026-03-01T15:30:00+05:30'],
  ['2026-03-01T24:00:00', '2026-03-02T00:00:00Z'],
  ['2024-02-29T00:00:00Z', '2024-02-28T21:00:00-03:00'],
  ['2026-03-01T10:00:00.1', '2026-03-01T10:00:00.1000000Z'],
  ['0099-12-31T23:00:00-01:00', '0100-01-01T00:00:00'],
];

describe('a dateTime', () => {
  it.each(NONE)('is not %s', (text) => {
    expect([momentOf(text), withZone(text)]).toEqual([NaN, undefined]);
  });

  it.each(SAME)('%s is the moment of %s', (one, other) => {
    expect(momentOf(one)).toBe(momentOf(other));
  });

  it('without a zone gets that of UTC, and keeps what it has otherwise', () => {
    expect(withZone('2026-03-01T10:00:00.25')).toBe('2026-03-01T10:00:00.25Z');
    expect(withZone('2026-03-01T10:00:00+01:00')).toBe('2026-03-01T10:00:00+01:00');
  });

  it('comes after another one by less than a millisecond, and in a year of any length', () => {
    const inOrder = [
      '0001-01-01T00:00:00',
      '0999-06-01T00:00:00Z',
      '2026-03-01T10:00:00.0001',
      '2026-03-01T10:00:00.0002',
    ];
    expect(inOrder.toSorted((one, other) => momentOf(other) - momentOf(one)).toReversed()).toEqual(inOrder);
  });
});

const START = { name: 'Start Date', type: 'date', description: '' } as const;
const type = customUserType([START]);
const user = (date: string, tolerance: Tolerance): ReturnType<typeof decodeUser> =>
  decodeUser(
    { schemas: [USER_URN, CUSTOM_USER_URN], userName: 'ada', [CUSTOM_USER_URN]: { 'Start Date': date } },
    { type, tolerance },
  );

describe.each(['tolerant', 'strict'] as const)('in a %s connection', (tolerance) => {
  it('a value without a zone is in UTC', () => {
    const { attributes, quirks } = user('2026-03-01T10:00:00', tolerance);
    expect([attributes[CUSTOM_USER_URN], quirks]).toEqual([{ 'Start Date': '2026-03-01T10:00:00Z' }, []]);
  });

  it.each(NONE.filter((text) => tolerance === 'strict' || text !== '2026-01-01'))(
    '%s is refused as a value',
    (text) => {
      expect(() => user(text, tolerance)).toThrow(expect.objectContaining({ code: 'wrong-type' }));
    },
  );

  it.each(NONE)('%s is refused in a filter', (text) => {
    const ask = (): unknown => parseFilter(`meta.created gt "${text}"`, { type, tolerance });
    expect(ask).toThrow(expect.objectContaining({ code: 'invalid-filter' }));
  });

  it.each(SAME)('%s equals %s in a filter', (stored, asked) => {
    const { attributes } = user(stored, tolerance);
    const { filter } = parseFilter(`${CUSTOM_USER_URN}:Start Date eq "${asked}"`, { type, tolerance });
    expect(matchesFilter(filter, attributes)).toBe(true);
  });
});

it('a date alone is refused where there is no such day', () => {
  for (const day of ['2026-02-30', '2026-13-01', '0000-01-01']) {
    expect(() => user(day, 'tolerant')).toThrow(expect.objectContaining({ code: 'wrong-type' }));
  }
});

it('a standing day that does not exist is shown, sorted as if it were not assigned, and equals nothing', () => {
  const ref = refOf(attribute('day', '', { type: 'dateTime' }));
  const place = (day: string | undefined) => placeIn({ id: 'a', ...(day === undefined ? {} : { day }) }, { ref });
  expect(comparePlaces(place('2026-02-30T00:00:00Z'), place(undefined), false)).toBe(0);
  expect(comparePlaces(place('2026-02-30T00:00:00Z'), place('2026-02-28T00:00:00Z'), false)).toBe(1);
});

describe('on a host of another zone', () => {
  // Node reads the .ts files itself; only the names of the imports have to be told.
  const HOOK = `import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, at, next) => next(/^[./]/.test(name) ? name.replace(/\\.js$/, '.ts') : name, at) });`;
  const SCRIPT = `
    const scim = await import(process.argv[1] + '/index.js');
    const type = scim.customUserType([{ name: 'Start', type: 'date', description: '' }]);
    const urn = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
    const filter = scim.parseFilter(urn + ':Start eq "2026-10-18T00:30:00"', { type, tolerance: 'strict' }).filter;
    const standing = { userName: 'ada', active: true, [urn]: { Start: '2026-10-18T00:30:00' } };
    console.log(JSON.stringify([
      new Date(2026, 0, 1).getTimezoneOffset(),
      scim.momentOf('2026-10-18T00:30:00'),
      scim.sortKey(standing, scim.parseSort({ sortBy: urn + ':Start' }, type)),
      ['2026-10-18T00:30:00Z', '2026-10-18T00:30:00'].map((Start) =>
        scim.matchesFilter(filter, { ...standing, [urn]: { Start } })),
    ]));`;

  it.each([
    ['Asia/Kolkata', -330],
    ['America/Sao_Paulo', 180],
  ])('a value without a zone is in UTC all the same, also one that stands: %s', (zone, offset) => {
    const options = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
    const hook = `data:text/javascript,${encodeURIComponent(HOOK)}`;
    const text = execFileSync(
      process.execPath,
      [...options, '--import', hook, '--input-type=module', '--eval', SCRIPT, import.meta.dirname],
      { env: { ...process.env, TZ: zone, NODE_OPTIONS: '' }, encoding: 'utf8' },
    );
    const moment = Date.UTC(2026, 9, 18, 0, 30);
    expect(JSON.parse(text)).toEqual([offset, moment, moment, [true, true]]);
  });
});

it('a value is read in UTC wherever it stands', () => {
  const at = { path: 'day', reading: startReading({ tolerance: 'strict' }) };
  expect(readScalar(attribute('day', '', { type: 'dateTime' }), '2026-03-01T10:00:00', at)).toBe(
    '2026-03-01T10:00:00Z',
  );
});
