import { describe, expect, it } from '@jest/globals';
import {
  applyUserPatch,
  CUSTOM_USER_URN,
  customNameProblem,
  customUserType,
  decodePatch,
  decodeUser,
  diff,
  matchesFilter,
  parseFilter,
  parseProjection,
  presentUser,
  replaceUser,
  schemaDocuments,
  ScimError,
  USER_TYPE,
  userRecord,
  type CustomAttribute,
  type JsonObject,
  type UserAttributes,
} from '../index.js';

const define = (name: string, type: CustomAttribute['type']): CustomAttribute => ({ name, type, description: '' });
const type = customUserType([
  define('Business Unit', 'option'),
  define('Start Date', 'date'),
  define('Salary', 'number'),
  define('Mentor', 'employee'),
]);
const rules = { type, tolerance: 'tolerant' } as const;
const strict = { type, tolerance: 'strict' } as const;

const decode = (values: JsonObject, how: typeof rules | typeof strict = rules): UserAttributes =>
  decodeUser({ schemas: [...SCHEMAS], userName: 'ada', [CUSTOM_USER_URN]: values }, how).attributes;
const SCHEMAS = ['urn:ietf:params:scim:schemas:core:2.0:User', CUSTOM_USER_URN];
const patch = (user: UserAttributes, ...operations: object[]): UserAttributes =>
  applyUserPatch(
    user,
    decodePatch({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations }, rules),
  );
const show = (attributes: UserAttributes, how = type, query: object = {}): JsonObject =>
  presentUser(
    { id: 'u1', version: 1, created: '', lastModified: '', attributes },
    { baseUrl: 'https://host/scim/v2', type: how, projection: parseProjection(query, how) },
  );

describe('a company’s own attributes', () => {
  it('are read by their type, in any case of their names', () => {
    const values = { 'business unit': 'Sales', 'Start Date': '2020-01-31T00:00:00Z', Salary: 5, Mentor: 'a@b.example' };
    expect(decode(values, strict)[CUSTOM_USER_URN]).toEqual({
      'Business Unit': 'Sales',
      'Start Date': '2020-01-31T00:00:00Z',
      Salary: 5,
      Mentor: 'a@b.example',
    });
  });

  it.each([
    ['an option beyond 256 characters', { 'Business Unit': 'x'.repeat(257) }, 'value-too-long'],
    ['no date', { 'Start Date': 'soon' }, 'wrong-type'],
    ['a number that is not whole', { Salary: 1.5 }, 'wrong-type'],
    ['an employee that is no text', { Mentor: { value: 1 } }, 'wrong-type'],
  ])('refuse %s, and name the path', (_what, values, code) => {
    const [name] = Object.keys(values);
    const refusal = expect.objectContaining({ code, message: expect.stringContaining(`${CUSTOM_USER_URN}:${name}`) });
    expect(() => decode(values)).toThrow(refusal);
  });

  it('take a date alone as midnight, unless the connection is strict', () => {
    expect(decode({ 'Start Date': '2020-01-31' })[CUSTOM_USER_URN]).toEqual({ 'Start Date': '2020-01-31T00:00:00Z' });
    expect(() => decode({ 'Start Date': '2020-01-31' }, strict)).toThrow(ScimError);
  });

  it('are paths of a PATCH, names of a projection and of a filter', () => {
    const ada = patch(decode({ Salary: 5 }), {
      op: 'replace',
      path: `${CUSTOM_USER_URN}:Business Unit`,
      value: 'R&D',
    });
    expect(ada[CUSTOM_USER_URN]).toEqual({ Salary: 5, 'Business Unit': 'R&D' });
    const { filter } = parseFilter(
      `${CUSTOM_USER_URN}:Business Unit eq "r&d" and ${CUSTOM_USER_URN}:salary gt 4`,
      rules,
    );
    expect(matchesFilter(filter, ada)).toBe(true);
    expect(show(ada, type, { attributes: `${CUSTOM_USER_URN}:Business Unit` })).toEqual({
      schemas: SCHEMAS,
      id: 'u1',
      [CUSTOM_USER_URN]: { 'Business Unit': 'R&D' },
    });
    expect(diff(USER_TYPE, decode({ Salary: 5 }), ada)).toEqual([
      { path: `${CUSTOM_USER_URN}:Business Unit`, before: null, after: 'R&D' },
    ]);
  });

  it.each(['toString', 'valueOf', 'hasOwnProperty'])('are nobody’s who has none of the name %s', (name) => {
    const own = { ...rules, type: customUserType([define(name, 'option')]) };
    const path = `${CUSTOM_USER_URN}:${name}`;
    const of = (values: Readonly<Record<string, string>>): UserAttributes => ({
      ...decode({}),
      [CUSTOM_USER_URN]: values,
    });
    const [without, has] = [of({ Other: 'y' }), of({ Other: 'y', [name]: 'x' })];
    expect(diff(USER_TYPE, without, has)).toEqual([{ path, before: null, after: 'x' }]);
    expect(diff(USER_TYPE, has, without)).toEqual([{ path, before: 'x', after: null }]);
    const { filter } = parseFilter(`${path} pr`, own);
    expect([matchesFilter(filter, without), matchesFilter(filter, has)]).toEqual([false, true]);
  });

  it('stand in /Schemas by the names that the company gave them', () => {
    const own = schemaDocuments('', type).find(({ id }) => id === CUSTOM_USER_URN);
    expect(own?.attributes).toMatchObject([
      { name: 'Business Unit', type: 'string', caseExact: false },
      { name: 'Start Date', type: 'dateTime' },
      { name: 'Salary', type: 'integer' },
      { name: 'Mentor', type: 'string' },
    ]);
    expect(JSON.stringify(own)).not.toContain('null');
  });
});

describe('a definition that changes', () => {
  const ada = decode({ 'Business Unit': '12', Salary: 5 });

  it('shows values that fit its new type, and hides the others', () => {
    const numeric = customUserType([define('Business Unit', 'number'), define('Salary', 'option')]);
    expect(show(ada, numeric)[CUSTOM_USER_URN]).toEqual({ 'Business Unit': 12, Salary: '5' });
    const dated = customUserType([define('Business Unit', 'date')]);
    expect(show(ada, dated)).not.toHaveProperty([CUSTOM_USER_URN]);
    expect(
      userRecord({ id: 'u1', version: 1, created: '', lastModified: '', attributes: ada }, dated).schemas,
    ).toHaveLength(1);
  });

  it('loses nothing: a PUT and a PATCH keep what they cannot see, and a later definition shows it again', () => {
    const fewer = customUserType([define('Salary', 'number')]);
    const put = replaceUser(ada, { userName: 'ada' }, { type: fewer, tolerance: 'tolerant' }).attributes;
    expect(put[CUSTOM_USER_URN]).toEqual({ 'Business Unit': '12' });
    const removal = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'remove', path: CUSTOM_USER_URN }],
    };
    const patched = applyUserPatch(ada, decodePatch(removal, { type: fewer, tolerance: 'tolerant' }));
    expect(patched[CUSTOM_USER_URN]).toEqual({ 'Business Unit': '12' });
    expect(show(patched)[CUSTOM_USER_URN]).toEqual({ 'Business Unit': '12' });
  });
});

describe('a value that nobody has defined', () => {
  const keeping = { ...rules, unknownAttributes: 'keep' as const };
  const path = `${CUSTOM_USER_URN}:Shoe Size`;
  const body = { userName: 'ada', [CUSTOM_USER_URN]: { 'Shoe Size': 39, Hobby: ['a'], Salary: 1 } };

  it('is left out, or kept out of sight until somebody defines it, and counted either way', () => {
    expect(decodeUser(body, rules)).toMatchObject({ quirks: expect.arrayContaining(['unknown-attribute']) });
    expect(decodeUser(body, rules).attributes[CUSTOM_USER_URN]).toEqual({ Salary: 1 });
    const { attributes, quirks } = decodeUser(body, keeping);
    expect(quirks).toEqual(expect.arrayContaining(['undefined-kept', 'unknown-attribute']));
    expect(show(attributes)[CUSTOM_USER_URN]).toEqual({ Salary: 1 });
    const later = customUserType([define('shoe size', 'number')]);
    expect(show(attributes, later)[CUSTOM_USER_URN]).toEqual({ 'shoe size': 39 });
  });

  it('is kept from a PATCH, too, and goes when it is removed', () => {
    const change = (op: string, value?: string): UserAttributes => {
      const message = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op, path, value }] };
      return applyUserPatch(decode({ Salary: 1 }), decodePatch(JSON.parse(JSON.stringify(message)), keeping));
    };
    expect(change('add', '39')[CUSTOM_USER_URN]).toEqual({ Salary: 1, 'Shoe Size': '39' });
    expect(change('remove')[CUSTOM_USER_URN]).toEqual({ Salary: 1 });
    const patching = { Operations: [{ op: 'add', path, value: '39' }] };
    expect(() => decodePatch(patching, rules)).toThrow(expect.objectContaining({ code: 'invalid-path' }));
  });

  it('is refused on a strict connection, and never found by a filter', () => {
    expect(() => decodeUser({ schemas: SCHEMAS, ...body }, { ...strict, unknownAttributes: 'keep' })).toThrow(
      ScimError,
    );
    expect(() => parseFilter(`${path} eq "39"`, keeping)).toThrow(expect.objectContaining({ code: 'invalid-filter' }));
  });
});

describe('the name of an attribute', () => {
  it.each(['Title', 'Business Unit', 'Date of Birth', 'Größe', '社員番号', 'cost_center-2$'])('may be %s', (name) => {
    expect(customNameProblem(name)).toBeNull();
  });

  it.each([
    '',
    ' Title',
    'A  B',
    'a.b',
    'a:b',
    'a[b]',
    'a"b',
    'Salary eq',
    'x'.repeat(65),
    'a\u0000b',
    'a,b',
    '__proto__',
  ])('may not be %j', (name) => {
    expect(customNameProblem(name)).not.toBeNull();
  });
});
