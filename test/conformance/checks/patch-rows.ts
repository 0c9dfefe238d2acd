import type { Level } from '../check.js';
import type { Json, JsonObject } from '../json.js';
import { ENTERPRISE, USER } from '../urns.js';

/** Operations on one user, and what is there afterwards; a path that ends with nothing is unassigned. */
export interface PatchRow {
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
export const WORK = { type: 'work', value: '+44 20 1' };
export const MOBILE = { type: 'mobile', value: '+44 20 2' };
const FAX = { type: 'fax', value: '+44 20 3' };
const PHONES = ['phoneNumbers.type', 'phoneNumbers.value'];
const DEPARTMENT = `${ENTERPRISE}:department`;

export const PATCH_ROWS: readonly PatchRow[] = [
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
    level: 'SHOULD',
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
