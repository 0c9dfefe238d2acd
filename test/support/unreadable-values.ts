import { ENTERPRISE_USER_URN, type JsonObject, type JsonValue, type Tolerance } from '#scim';

/**
 * What clients send where a value belongs, and what becomes of it: nothing that cannot be read counts as nothing. Said
 * once here, by hand, for every multi-valued attribute of users; the tests ask libs/scim and a running scim-api.
 */
export interface Sent {
  readonly what: string;
  readonly value: (attribute: MultiValued) => JsonValue;
  readonly means: Meaning;
}

/**
 * `null` and `list`: no values. `text`: "", a quirk for no values. `label`: elements of which only type and primary are
 * said. `bare`: an object without its array, and nothing in it. `values`: the values of `otherOf`. `loose`: the same, for
 * a tolerant reading alone. `mixed`: the values of `otherOf`, and a label. `unreadable`: nothing that anybody understands.
 */
export type Meaning = 'null' | 'list' | 'text' | 'label' | 'bare' | 'values' | 'loose' | 'mixed' | 'unreadable';

export const MULTI_VALUED = [
  'emails',
  'phoneNumbers',
  'ims',
  'photos',
  'addresses',
  'entitlements',
  'roles',
  'x509Certificates',
] as const;
export type MultiValued = (typeof MULTI_VALUED)[number];

/** The value that stands before. */
export const standingOf = (attribute: MultiValued): JsonObject => ({ [partOf(attribute)]: 'c3RhbmRz', type: 'work' });
/** Another one. */
export const otherOf = (attribute: MultiValued): JsonObject => ({ [partOf(attribute)]: 'b3RoZXIx', type: 'home' });
/** The part without which an element says nothing. */
export const partOf = (attribute: MultiValued): string => (attribute === 'addresses' ? 'locality' : 'value');

const fixed = (value: JsonValue) => (): JsonValue => value;

export const SENT: readonly Sent[] = [
  { what: 'null', value: fixed(null), means: 'null' },
  { what: 'an empty list', value: fixed([]), means: 'list' },
  { what: 'an empty text', value: fixed(''), means: 'text' },
  { what: 'an empty element', value: fixed([{}]), means: 'label' },
  { what: 'a label', value: fixed([{ type: 'work', primary: true }]), means: 'label' },
  { what: 'a type alone', value: fixed([{ type: 'work' }]), means: 'label' },
  { what: 'a label whose value is null', value: (a) => [{ type: 'work', [partOf(a)]: null }], means: 'label' },
  { what: 'a label whose value is empty', value: (a) => [{ type: 'work', [partOf(a)]: '' }], means: 'label' },
  { what: 'an empty object', value: fixed({}), means: 'bare' },
  { what: 'a list of null', value: fixed([null]), means: 'unreadable' },
  { what: 'a list of an empty list', value: fixed([[]]), means: 'unreadable' },
  { what: 'a list of a list', value: (a) => [[otherOf(a)]], means: 'unreadable' },
  { what: 'a number', value: fixed(5), means: 'unreadable' },
  { what: 'a list of numbers', value: fixed([5, 6]), means: 'unreadable' },
  { what: 'a truth', value: fixed(true), means: 'unreadable' },
  { what: 'a display alone', value: fixed([{ display: 'kim' }]), means: 'unreadable' },
  { what: 'a misspelled name', value: fixed([{ vlaue: 'b3RoZXIx', type: 'home' }]), means: 'unreadable' },
  { what: 'a name of no schema beside a value', value: (a) => [{ ...otherOf(a), shoe: 7 }], means: 'unreadable' },
  { what: 'an operation of SCIM 1.1', value: (a) => [{ ...standingOf(a), operation: 'delete' }], means: 'unreadable' },
  { what: 'a name twice', value: (a) => [{ ...otherOf(a), [partOf(a).toUpperCase()]: 'eA==' }], means: 'unreadable' },
  { what: 'an object where a text belongs', value: (a) => [{ [partOf(a)]: { a: 'b' } }], means: 'unreadable' },
  { what: 'a value and null', value: (a) => [otherOf(a), null], means: 'unreadable' },
  { what: 'a value and a label', value: (a) => [otherOf(a), { type: 'other' }], means: 'mixed' },
  { what: 'a value', value: (a) => [otherOf(a)], means: 'values' },
  { what: 'a value twice', value: (a) => [otherOf(a), otherOf(a)], means: 'values' },
  {
    what: 'names in another case',
    value: (a) => [{ [partOf(a).toUpperCase()]: 'b3RoZXIx', TYPE: 'home' }],
    means: 'values',
  },
  { what: 'a value with a $ref', value: (a) => [{ ...otherOf(a), $ref: null }], means: 'values' },
  { what: 'a value without its list', value: otherOf, means: 'loose' },
];

export const VERBS = ['POST', 'PUT', 'add', 'replace', 'remove', 'add without path', 'replace without path'] as const;
export type Verb = (typeof VERBS)[number];

/** What the attribute holds after the request; `refused` when nothing changes. Before, it holds `standingOf`. */
export function outcomeOf(
  means: Meaning,
  verb: Verb,
  tolerance: Tolerance,
): readonly ('standing' | 'other')[] | 'refused' {
  const isTolerant = tolerance === 'tolerant';
  if (verb === 'remove') return removed(means, isTolerant);
  const isAdd = verb.startsWith('add');
  const none = isAdd ? (['standing'] as const) : ([] as const);
  const values = isAdd ? (['standing', 'other'] as const) : (['other'] as const);
  switch (means) {
    case 'null':
    case 'list':
      return none;
    case 'text':
      return isTolerant ? none : 'refused';
    case 'label':
    case 'bare':
      return isTolerant && verb === 'POST' ? none : 'refused';
    case 'mixed':
      return isTolerant && verb === 'POST' ? values : 'refused';
    case 'values':
      return values;
    case 'loose':
      return isTolerant ? values : 'refused';
    case 'unreadable':
      return 'refused';
  }
}

/** Entra's Remove with a value takes these values away; a strict reading knows no such thing. */
function removed(means: Meaning, isTolerant: boolean): readonly 'standing'[] | 'refused' {
  if (means === 'null') return [];
  if (!isTolerant) return 'refused';
  if (means === 'text') return [];
  return means === 'list' || means === 'values' || means === 'loose' ? ['standing'] : 'refused';
}

/** The request's body. */
export function bodyOf(verb: Verb, name: string, value: JsonValue): JsonObject {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE_USER_URN];
  if (verb === 'POST' || verb === 'PUT') return { schemas, userName: 'ada', [name]: value };
  const [op = ''] = verb.split(' ');
  const operation = verb.endsWith('path') ? { op, value: { [name]: value } } : { op, path: name, value };
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] };
}
