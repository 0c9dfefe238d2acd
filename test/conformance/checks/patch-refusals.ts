import type { Level } from '../check.js';
import type { JsonObject } from '../json.js';

const ADD = 'RFC 7644 §3.5.2.1';
const REMOVE = 'RFC 7644 §3.5.2.2';
const REPLACE = 'RFC 7644 §3.5.2.3';
const PHONES = ['phoneNumbers.type', 'phoneNumbers.value'];

export interface RefusalRow {
  readonly id: string;
  readonly source: string;
  readonly level?: Level;
  readonly expected: string;
  readonly attributes?: readonly string[];
  readonly operations: readonly JsonObject[];
  readonly scimType: string | readonly string[];
}

export const REFUSED_ROWS: readonly RefusalRow[] = [
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
