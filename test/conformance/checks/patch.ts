import type { Check, Level } from '../check.js';
import type { Answer } from '../client.js';
import { expectError, expectStatus, expectThat, expectValue, show } from '../expect.js';
import { at, isSame, isUnassigned, listAt, type Json, type JsonObject } from '../json.js';
import { ENTERPRISE, USER } from '../urns.js';

/** Operations on one user, and what is there afterwards; a path that ends with nothing is unassigned. */
interface PatchRow {
  readonly id: string;
  readonly source: string;
  readonly level?: Level;
  readonly expected: string;
  readonly attributes?: readonly string[];
  readonly operations: readonly JsonObject[];
  readonly then: readonly (readonly [path: readonly (string | number)[], value?: Json])[];
}

const ADD = 'RFC 7644 §3.5.2.1';
const REMOVE = 'RFC 7644 §3.5.2.2';
const REPLACE = 'RFC 7644 §3.5.2.3';
const WORK = { type: 'work', value: '+44 20 1' };
const MOBILE = { type: 'mobile', value: '+44 20 2' };
const FAX = { type: 'fax', value: '+44 20 3' };
const PHONES = ['phoneNumbers.type', 'phoneNumbers.value'];
const DEPARTMENT = `${ENTERPRISE}:department`;

const ROWS: readonly PatchRow[] = [
  {
    id: 'add.new',
    source: ADD,
    expected: 'add gives an attribute that has no value its value',
    attributes: ['locale'],
    operations: [{ op: 'add', path: 'locale', value: 'en-GB' }],
    then: [[['locale'], 'en-GB']],
  },
  {
    id: 'add.single-replaces',
    source: ADD,
    expected: 'add replaces the value of a single-valued attribute',
    attributes: ['title'],
    operations: [{ op: 'add', path: 'title', value: 'Pilot' }],
    then: [[['title'], 'Pilot']],
  },
  {
    id: 'add.multi-appends',
    source: ADD,
    expected: 'add appends to a multi-valued attribute',
    attributes: PHONES,
    operations: [{ op: 'add', path: 'phoneNumbers', value: [FAX] }],
    then: [[['phoneNumbers'], [WORK, MOBILE, FAX]]],
  },
  {
    id: 'add.pathless',
    source: ADD,
    expected: 'add without a path takes the attributes from the value',
    attributes: ['title', 'locale'],
    operations: [{ op: 'add', value: { title: 'Pilot', locale: 'en-GB' } }],
    then: [
      [['title'], 'Pilot'],
      [['locale'], 'en-GB'],
      [['nickName'], 'Ada'],
    ],
  },
  {
    id: 'add.pathless-multi',
    source: ADD,
    expected: 'add without a path appends to multi-valued attributes too',
    attributes: PHONES,
    operations: [{ op: 'add', value: { phoneNumbers: [FAX] } }],
    then: [[['phoneNumbers'], [WORK, MOBILE, FAX]]],
  },
  {
    id: 'add.sub-attribute',
    source: ADD,
    expected: 'add to a sub-attribute leaves its neighbours alone',
    attributes: ['name.middleName'],
    operations: [{ op: 'add', path: 'name.middleName', value: 'King' }],
    then: [
      [['name', 'middleName'], 'King'],
      [['name', 'givenName'], 'Ada'],
    ],
  },
  {
    id: 'add.complex-merges',
    source: ADD,
    expected: 'add to a complex attribute sets the sub-attributes that are given',
    attributes: ['name.middleName'],
    operations: [{ op: 'add', path: 'name', value: { middleName: 'King' } }],
    then: [
      [['name', 'middleName'], 'King'],
      [['name', 'givenName'], 'Ada'],
    ],
  },
  {
    id: 'add.extension',
    source: `${ADD}, RFC 7643 §3`,
    expected: 'add of an attribute of the extension adds its URN to schemas',
    attributes: [DEPARTMENT],
    operations: [{ op: 'add', path: DEPARTMENT, value: 'Engines' }],
    then: [
      [[ENTERPRISE, 'department'], 'Engines'],
      [['schemas'], [USER, ENTERPRISE]],
    ],
  },
  {
    id: 'add.core-urn',
    source: 'RFC 7644 §3.10',
    expected: 'a path may begin with the URN of the core schema',
    attributes: ['title'],
    operations: [{ op: 'add', path: `${USER}:title`, value: 'Pilot' }],
    then: [[['title'], 'Pilot']],
  },
  {
    id: 'replace.single',
    source: REPLACE,
    expected: 'replace sets a single value',
    attributes: ['title'],
    operations: [{ op: 'replace', path: 'title', value: 'Pilot' }],
    then: [
      [['title'], 'Pilot'],
      [['nickName'], 'Ada'],
    ],
  },
  {
    id: 'replace.boolean',
    source: REPLACE,
    expected: 'replace sets active',
    operations: [{ op: 'replace', path: 'active', value: false }],
    then: [[['active'], false]],
  },
  {
    id: 'replace.missing-is-add',
    source: REPLACE,
    expected: 'replace of an attribute without a value is an add',
    attributes: ['locale'],
    operations: [{ op: 'replace', path: 'locale', value: 'en-GB' }],
    then: [[['locale'], 'en-GB']],
  },
  {
    id: 'replace.sub-attribute',
    source: REPLACE,
    expected: 'replace of a sub-attribute leaves its neighbours alone',
    attributes: ['name.givenName'],
    operations: [{ op: 'replace', path: 'name.givenName', value: 'Augusta' }],
    then: [
      [['name', 'givenName'], 'Augusta'],
      [['name', 'familyName'], 'Lovelace'],
    ],
  },
  {
    id: 'replace.complex',
    source: REPLACE,
    expected: 'replace of a complex attribute sets the sub-attributes that are given and leaves the rest',
    attributes: ['name.givenName'],
    operations: [{ op: 'replace', path: 'name', value: { givenName: 'Augusta' } }],
    then: [
      [['name', 'givenName'], 'Augusta'],
      [['name', 'familyName'], 'Lovelace'],
    ],
  },
  {
    id: 'replace.multi',
    source: REPLACE,
    expected: 'replace of a multi-valued attribute replaces all its values',
    attributes: PHONES,
    operations: [{ op: 'replace', path: 'phoneNumbers', value: [FAX] }],
    then: [[['phoneNumbers'], [FAX]]],
  },
  {
    id: 'replace.value-path',
    source: REPLACE,
    expected: 'replace of a filtered sub-attribute changes the value that matches, and no other',
    attributes: PHONES,
    operations: [{ op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 20 9' }],
    then: [[['phoneNumbers'], [WORK, { ...MOBILE, value: '+44 20 9' }]]],
  },
  {
    id: 'replace.value-path-all',
    source: REPLACE,
    expected: 'replace of a filtered sub-attribute changes every value that matches',
    attributes: [...PHONES, 'phoneNumbers.display'],
    operations: [{ op: 'replace', path: 'phoneNumbers[value sw "+44"].display', value: 'x' }],
    then: [
      [['phoneNumbers', 0, 'display'], 'x'],
      [['phoneNumbers', 1, 'display'], 'x'],
    ],
  },
  {
    id: 'replace.value-path-element',
    source: REPLACE,
    expected: 'replace of a filtered element replaces the values that match',
    attributes: PHONES,
    operations: [
      { op: 'replace', path: 'phoneNumbers[type eq "mobile"]', value: { type: 'mobile', value: '+44 20 9' } },
    ],
    then: [[['phoneNumbers'], [WORK, { ...MOBILE, value: '+44 20 9' }]]],
  },
  {
    id: 'replace.value-path-and',
    source: REPLACE,
    expected: 'the filter of a path may have several conditions',
    attributes: PHONES,
    operations: [
      { op: 'replace', path: 'phoneNumbers[type eq "mobile" and value eq "+44 20 2"].value', value: '+44 20 9' },
    ],
    then: [[['phoneNumbers'], [WORK, { ...MOBILE, value: '+44 20 9' }]]],
  },
  {
    id: 'replace.pathless',
    source: `${REPLACE}; validator: Update userName`,
    expected: 'replace without a path takes the attributes from the value',
    attributes: ['title', 'locale'],
    operations: [{ op: 'replace', value: { title: 'Pilot', locale: 'en-GB' } }],
    then: [
      [['title'], 'Pilot'],
      [['locale'], 'en-GB'],
      [['nickName'], 'Ada'],
    ],
  },
  {
    id: 'replace.extension',
    source: 'RFC 7644 §3.10',
    expected: 'replace of an attribute of the extension by its URN',
    attributes: [DEPARTMENT],
    operations: [{ op: 'replace', path: DEPARTMENT, value: 'Engines' }],
    then: [[[ENTERPRISE, 'department'], 'Engines']],
  },
  {
    id: 'replace.null',
    source: 'RFC 7643 §2.5',
    level: 'SHOULD',
    expected: 'replace by null takes the value away',
    attributes: ['title'],
    operations: [{ op: 'replace', path: 'title', value: null }],
    then: [[['title']]],
  },
  {
    id: 'replace.names-case',
    source: 'RFC 7643 §2.1',
    expected: 'the names in a path count in any case',
    attributes: ['title', 'name.givenName'],
    operations: [
      { op: 'replace', path: 'TITLE', value: 'Pilot' },
      { op: 'replace', path: 'Name.GivenName', value: 'Augusta' },
    ],
    then: [
      [['title'], 'Pilot'],
      [['name', 'givenName'], 'Augusta'],
    ],
  },
  {
    id: 'remove.single',
    source: REMOVE,
    expected: 'remove takes a single value away',
    attributes: ['title'],
    operations: [{ op: 'remove', path: 'title' }],
    then: [[['title']], [['nickName'], 'Ada']],
  },
  {
    id: 'remove.multi',
    source: REMOVE,
    expected: 'remove of a multi-valued attribute takes all its values away',
    attributes: PHONES,
    operations: [{ op: 'remove', path: 'phoneNumbers' }],
    then: [[['phoneNumbers']]],
  },
  {
    id: 'remove.value-path',
    source: REMOVE,
    expected: 'remove of a filtered element takes away what matches, and no other',
    attributes: PHONES,
    operations: [{ op: 'remove', path: 'phoneNumbers[type eq "mobile"]' }],
    then: [[['phoneNumbers'], [WORK]]],
  },
  {
    id: 'remove.sub-attribute',
    source: REMOVE,
    expected: 'remove of a sub-attribute leaves its neighbours alone',
    attributes: ['name.familyName'],
    operations: [{ op: 'remove', path: 'name.familyName' }],
    then: [[['name', 'familyName']], [['name', 'givenName'], 'Ada']],
  },
  {
    id: 'remove.absent',
    source: REMOVE,
    expected: 'remove of what has no value succeeds',
    attributes: ['locale'],
    operations: [{ op: 'remove', path: 'locale' }],
    then: [[['locale']]],
  },
  {
    id: 'remove.extension',
    source: `${REMOVE}, RFC 7643 §3`,
    expected: 'the last attribute of the extension takes its URN from schemas',
    attributes: [DEPARTMENT],
    operations: [
      { op: 'add', path: DEPARTMENT, value: 'Engines' },
      { op: 'remove', path: DEPARTMENT },
    ],
    then: [[[ENTERPRISE]], [['schemas'], [USER]]],
  },
  {
    id: 'sequence',
    source: 'RFC 7644 §3.5.2',
    expected: 'operations apply in their order, each on what the one before left',
    attributes: ['title', ...PHONES],
    operations: [
      { op: 'replace', path: 'title', value: 'Pilot' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'title', value: 'Captain' },
      { op: 'add', path: 'phoneNumbers', value: [FAX] },
      { op: 'remove', path: 'phoneNumbers[type eq "fax"]' },
    ],
    then: [
      [['title'], 'Captain'],
      [['phoneNumbers'], [WORK, MOBILE]],
    ],
  },
  {
    id: 'primary-moves',
    source: 'RFC 7644 §3.5.2',
    expected: 'a value that is made primary takes it from the one that was',
    attributes: [...PHONES, 'phoneNumbers.primary'],
    operations: [
      { op: 'replace', path: 'phoneNumbers[type eq "work"].primary', value: true },
      { op: 'replace', path: 'phoneNumbers[type eq "mobile"].primary', value: true },
    ],
    then: [[['phoneNumbers', 1, 'primary'], true]],
  },
];

interface RefusalRow {
  readonly id: string;
  readonly source: string;
  readonly level?: Level;
  readonly expected: string;
  readonly attributes?: readonly string[];
  readonly operations: readonly JsonObject[];
  readonly scimType: string | readonly string[];
}

const REFUSED: readonly RefusalRow[] = [
  {
    id: 'remove-without-path',
    source: REMOVE,
    expected: 'remove without a path is 400 noTarget',
    operations: [{ op: 'remove' }],
    scimType: 'noTarget',
  },
  {
    id: 'replace-no-match',
    source: REPLACE,
    expected: 'replace where the filter of the path matches nothing is 400 noTarget',
    attributes: PHONES,
    operations: [{ op: 'replace', path: 'phoneNumbers[value co "nobody"].display', value: 'x' }],
    scimType: 'noTarget',
  },
  {
    id: 'unknown-path',
    source: 'RFC 7644 §3.5.2, §3.12',
    level: 'SHOULD',
    expected: 'a path to an attribute that nobody has is 400 invalidPath',
    operations: [{ op: 'replace', path: 'noSuchAttribute', value: 'x' }],
    scimType: ['invalidPath', 'noTarget'],
  },
  {
    id: 'malformed-path',
    source: 'RFC 7644 §3.5.2, §3.12',
    expected: 'a path that cannot be read is 400 invalidPath',
    operations: [{ op: 'replace', path: 'emails[type eq', value: 'x' }],
    scimType: ['invalidPath', 'invalidFilter'],
  },
  {
    id: 'unknown-op',
    source: 'RFC 7644 §3.5.2',
    expected: 'an op that is none of the three is 400 invalidSyntax',
    operations: [{ op: 'increment', path: 'title', value: 'x' }],
    scimType: ['invalidSyntax', 'invalidValue'],
  },
  {
    id: 'read-only-id',
    source: 'RFC 7643 §7 (readOnly), RFC 7644 §3.5.2',
    expected: 'replace of id is 400 mutability',
    operations: [{ op: 'replace', path: 'id', value: 'x' }],
    scimType: 'mutability',
  },
  {
    id: 'read-only-meta',
    source: 'RFC 7643 §7 (readOnly), RFC 7644 §3.5.2',
    expected: 'replace of meta.created is 400 mutability',
    operations: [{ op: 'replace', path: 'meta.created', value: '2001-01-01T00:00:00Z' }],
    scimType: 'mutability',
  },
  {
    id: 'read-only-groups',
    source: 'RFC 7643 §4.1.2 (groups is readOnly)',
    expected: 'add to groups of a user is 400 mutability',
    attributes: ['groups'],
    operations: [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }],
    scimType: 'mutability',
  },
  {
    id: 'remove-required',
    source: REMOVE,
    expected: 'remove of userName is 400 mutability',
    operations: [{ op: 'remove', path: 'userName' }],
    scimType: ['mutability', 'invalidValue'],
  },
  {
    id: 'empty-required',
    source: 'RFC 7643 §4.1.1',
    expected: 'replace of userName by nothing is 400',
    operations: [{ op: 'replace', path: 'userName', value: '' }],
    scimType: ['mutability', 'invalidValue'],
  },
  {
    id: 'wrong-type',
    source: 'RFC 7644 §3.12',
    expected: 'a value of the wrong type is 400 invalidValue',
    operations: [{ op: 'replace', path: 'active', value: 'perhaps' }],
    scimType: ['invalidValue', 'invalidSyntax'],
  },
  {
    id: 'add-without-value',
    source: ADD,
    expected: 'add without a value is 400',
    operations: [{ op: 'add', path: 'title' }],
    scimType: ['invalidValue', 'invalidSyntax'],
  },
];

export const PATCH: readonly Check[] = [...ROWS.map(rowCheck), ...REFUSED.map(refusalCheck)];

const SUBJECT = { title: 'Engineer', nickName: 'Ada', phoneNumbers: [WORK, MOBILE] };

function rowCheck({ id, source, level = 'MUST', expected, attributes = [], operations, then }: PatchRow): Check {
  return {
    id: `patch.${id}`,
    level,
    source,
    expected,
    needs: { features: ['patch'], attributes },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      const answer = await probe.patch(made.path, operations);
      expectStatus(answer, 200, 204);
      const later = await probe.read(made);
      // RFC 7644 §3.5.2: 200 shows the whole resource as it is now.
      for (const shown of answer.status === 200 ? [answer, later] : [later]) {
        for (const [path, value] of then) {
          // Attributes that the target does not have were not sent either.
          if (
            attributes.length > 0 &&
            typeof path[0] === 'string' &&
            at(made.body, path[0]) === undefined &&
            value === 'Ada'
          )
            continue;
          expectAfter(shown, path, value);
        }
      }
      if (id === 'primary-moves') {
        const primaries = listAt(later.body, 'phoneNumbers').filter((phone) => at(phone, 'primary') === true);
        expectThat(primaries.length === 1, later, `${primaries.length} values are primary`);
      }
    },
  };
}

function expectAfter(answer: Answer, path: readonly (string | number)[], value: Json | undefined): void {
  const seen = at(answer.body, ...path);
  if (value === undefined) {
    expectThat(isUnassigned(seen), answer, `${path.join('.')} is still ${show(seen)}`);
  } else if (Array.isArray(value)) {
    expectThat(
      hasAll(Array.isArray(seen) ? seen : [], value),
      answer,
      `${path.join('.')} is ${show(seen)} instead of ${show(value)}`,
    );
  } else {
    expectValue(answer, path, value);
  }
}

/** The same values in any order; a target may show more about each. */
function hasAll(seen: readonly Json[], expected: readonly Json[]): boolean {
  const fits = (one: Json, wanted: Json): boolean =>
    typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)
      ? Object.entries(wanted).every(([name, value]) => isSame(at(one, name), value))
      : isSame(one, wanted);
  return seen.length === expected.length && expected.every((wanted) => seen.some((one) => fits(one, wanted)));
}

function refusalCheck({
  id,
  source,
  level = 'MUST',
  expected,
  attributes = [],
  operations,
  scimType,
}: RefusalRow): Check {
  return {
    id: `patch.refuses.${id}`,
    level,
    source,
    expected: `${expected}, and changes nothing`,
    needs: { features: ['patch'], attributes },
    run: async (probe) => {
      const made = await probe.user(SUBJECT);
      expectError(await probe.patch(made.path, operations), { status: 400, scimType });
      expectValue(await probe.read(made), ['meta', 'lastModified'], at(made.body, 'meta', 'lastModified'));
    },
  };
}
