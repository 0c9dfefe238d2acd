import { describe, expect, it } from '@jest/globals';
import { matchesFilter } from '../filter/evaluate.js';
import { decodeGroup } from './group.js';
import { parseInScope } from '../filter/parse.js';
import { resourceScope } from '../filter/scope.js';
import type { JsonObject, JsonValue } from '../json.js';
import { applyOperations } from '../patch/apply.js';
import { decodeFor } from '../patch/request.js';
import { startReading, type Tolerance } from './quirks.js';
import { MAX_BODY_DEPTH, resourceSteps } from './read-resource.js';
import {
  attribute,
  MAX_KEY_LENGTH,
  MAX_MEMBERS,
  MAX_TEXT_LENGTH,
  MAX_VALUES,
  type ResourceType,
} from '../schema/attribute.js';
import { USER_TYPE } from '../schema/user.js';
import { finished } from '../steps.js';
import { ENTERPRISE_USER_URN } from '../urn.js';
import { decodeUser } from './user.js';

/** A company's own attributes, whose names have capitals and spaces (rules.md, P1, P2). */
const COMPANY = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
const type: ResourceType = {
  ...USER_TYPE,
  extensions: [
    ...USER_TYPE.extensions,
    {
      id: COMPANY,
      name: 'Company',
      description: 'The company’s own attributes',
      attributes: [
        attribute('Business Unit', 'A text.'),
        attribute('Grade', 'An integer.', { type: 'integer' }),
        attribute('Salary', 'A decimal.', { type: 'decimal' }),
        attribute('Start Date', 'A dateTime.', { type: 'dateTime' }),
        attribute('Badge', 'Bytes.', { type: 'binary', caseExact: true }),
        attribute('title', 'The same name as in the core.'),
      ],
    },
  ],
};
const SCHEMAS = [USER_TYPE.schema.id, COMPANY];

function read(body: JsonObject, tolerance: Tolerance = 'strict'): JsonObject {
  const sent = tolerance === 'strict' ? { schemas: SCHEMAS, ...body } : body;
  return finished(resourceSteps(type, sent, startReading({ tolerance })));
}

function readCompany(name: string, value: JsonValue, tolerance: Tolerance = 'strict'): JsonValue | undefined {
  const extension = read({ [COMPANY]: { [name]: value } }, tolerance)[COMPANY];
  return (extension as JsonObject | undefined)?.[name];
}

const refused = (code: string) => expect.objectContaining({ code });

describe('a value', () => {
  it.each([
    ['Grade', 7],
    ['Grade', -7],
    ['Salary', 7.5],
    ['Start Date', '2026-01-01T00:00:00Z'],
    ['Start Date', '2026-01-01T00:00:00.123+01:00'],
    ['Badge', 'aGVsbG8='],
    ['Business Unit', 'Engines & Co'],
  ])('of %s is kept as sent: %j', (name, value) => {
    expect(readCompany(name, value)).toBe(value);
  });

  it.each([
    ['Grade', 7.5],
    ['Grade', 1e300],
    ['Grade', '7'],
    ['Salary', true],
    ['Start Date', '2026-01-01'],
    ['Start Date', '2026-13-01T00:00:00Z'],
    ['Start Date', 5],
    ['Badge', 'a'],
    ['Badge', '====='],
    ['Business Unit', 5],
    ['Business Unit', { value: 'x' }],
    ['Business Unit', ['x']],
    ['Business Unit', ['x', 'y']],
  ])('of %s is refused in a strict reading: %j', (name, value) => {
    expect(() => readCompany(name, value)).toThrow(refused('wrong-type'));
  });

  it.each([
    ['Grade', '7', 7],
    ['Salary', '-7.5', -7.5],
    ['Business Unit', { value: 'x' }, 'x'],
    ['Business Unit', { value: null }, undefined],
    ['Business Unit', [{ $ref: null, value: 'x' }], 'x'],
    ['Business Unit', [null], undefined],
    ['Business Unit', '', undefined],
  ])('of %s is understood in a tolerant reading: %j', (name, value, expected) => {
    expect(readCompany(name, value, 'tolerant')).toBe(expected);
  });

  it.each([
    ['Grade', 'seven'],
    ['Grade', '7.5'],
    ['Business Unit', ['x', 'y']],
    ['Business Unit', { display: 'x' }],
    ['Business Unit', 5],
    ['Business Unit', true],
  ])('of %s is refused even so: %j', (name, value) => {
    expect(() => readCompany(name, value, 'tolerant')).toThrow(refused('wrong-type'));
  });

  it('is refused when no database could store it', () => {
    for (const text of ['a\u0000b', '\ud800']) {
      expect(() => readCompany('Business Unit', text)).toThrow(refused('unstorable-text'));
    }
  });

  it('is bounded in length, and in its normalised length where it is unique', () => {
    expect(readCompany('Business Unit', 'x'.repeat(MAX_TEXT_LENGTH))).toHaveLength(MAX_TEXT_LENGTH);
    expect(() => readCompany('Business Unit', 'x'.repeat(MAX_TEXT_LENGTH + 1))).toThrow(refused('value-too-long'));
    expect(read({ userName: 'x'.repeat(MAX_KEY_LENGTH) })).toHaveProperty('userName');
    expect(() => read({ userName: 'x'.repeat(MAX_KEY_LENGTH + 1) })).toThrow(refused('value-too-long'));
    expect(() => read({ userName: '\uFDFA'.repeat(MAX_KEY_LENGTH / 2) })).toThrow(refused('value-too-long'));
  });

  it('is refused by its path and its class, never by what it says', () => {
    expect(() => readCompany('Grade', 'secret', 'tolerant')).toThrow(
      `${COMPANY}:Grade: expected a number of type integer, got a string; correct the mapping.`,
    );
    expect(() => read({ emails: {} })).toThrow('emails: expected an array, got an object; correct the mapping.');
    expect(() => read({ title: '', active: [1, 2] })).toThrow(
      'active: expected true or false, got an array of 2 values',
    );
    expect(() => read({ name: [{}] })).toThrow('got an array of one value');
    expect(() => read({ active: '' })).toThrow('got an empty string');
    expect(() => read({ active: 1 })).toThrow('got a number');
  });
});

describe('a multi-valued attribute', () => {
  it('holds each value once', () => {
    const mail = { value: 'a', type: 'work' };
    expect(read({ emails: [mail, { type: 'work', value: 'a' }] })).toEqual({ emails: [mail] });
    expect(read({ emails: [] })).toEqual({});
  });

  it.each([null, {}, { value: null }, { display: 'A' }, { type: 'work' }])('is refused for an empty %j', (empty) => {
    const code = empty === null ? 'wrong-type' : 'required-missing';
    expect(() => read({ emails: [{ value: 'a' }, empty] })).toThrow(refused(code));
    expect(() => read({ emails: [{ value: 'a' }, empty] })).toThrow(/^emails\[1\]/);
  });

  it('has one primary value at most', () => {
    const body = {
      emails: [
        { value: 'a', primary: true },
        { value: 'b', primary: true },
      ],
    };
    expect(() => read(body, 'tolerant')).toThrow(refused('several-primaries'));
  });

  it('is bounded in its values', () => {
    const emails = (length: number) => ({ emails: Array.from({ length }, (_, at) => ({ value: String(at) })) });
    expect(read(emails(MAX_VALUES)).emails).toHaveLength(MAX_VALUES);
    expect(() => read(emails(MAX_VALUES + 1))).toThrow(refused('too-many-values'));
  });

  it('takes a value without its array, a text for a value, and a label without a value in a tolerant reading only', () => {
    expect(read({ emails: { value: 'a' } }, 'tolerant')).toEqual({ emails: [{ value: 'a' }] });
    expect(read({ emails: ['a'] }, 'tolerant')).toEqual({ emails: [{ value: 'a' }] });
    expect(read({ emails: [{ type: 'work', primary: true }] }, 'tolerant')).toEqual({});
    expect(() => read({ emails: ['a'] })).toThrow(refused('wrong-type'));
    expect(() => read({ emails: [{ type: 'work' }] })).toThrow(refused('required-missing'));
    expect(() => read({ addresses: ['a'] }, 'tolerant')).toThrow(refused('wrong-type'));
  });

  it('reads JSON in a role and in nothing else', () => {
    const json = '{"id":"9","value":"25","displayName":"R"}';
    expect(read({ roles: [json] }, 'tolerant')).toEqual({ roles: [{ value: '25', display: 'R' }] });
    expect(read({ roles: [{ value: '{"value":"25"}', primary: true }] }, 'tolerant')).toEqual({
      roles: [{ value: '25', primary: true }],
    });
    expect(read({ emails: [json] }, 'tolerant')).toEqual({ emails: [{ value: json }] });
    expect(read({ roles: ['{no json'] }, 'tolerant')).toEqual({ roles: [{ value: '{no json' }] });
    expect(read({ roles: [{ value: json }] })).toEqual({ roles: [{ value: json }] });
  });
});

describe('a body', () => {
  it.each([undefined, null, 'text', 5, ['x']])('is an object, not %j', (body) => {
    const read = () => finished(resourceSteps(type, body, startReading({ tolerance: 'tolerant' })));
    expect(read).toThrow(refused('malformed-body'));
  });

  it('is bounded in depth', () => {
    const nest = (depth: number): JsonValue => (depth === 0 ? 'x' : { x: nest(depth - 1) });
    expect(read({ x: nest(MAX_BODY_DEPTH - 1) }, 'tolerant')).toEqual({});
    expect(() => read({ x: nest(MAX_BODY_DEPTH) }, 'tolerant')).toThrow(refused('value-too-deep'));
  });

  it('names each attribute once', () => {
    expect(() => read({ title: 'a', TITLE: 'b' })).toThrow(refused('malformed-body'));
  });

  it('lists exact schemas in a strict reading', () => {
    for (const schemas of [null, [], [COMPANY], [...SCHEMAS, 'urn:other'], 'x']) {
      expect(() => read({ schemas })).toThrow(refused('wrong-schemas'));
    }
  });

  it('may list as schemas what is no text, not even one that could be made of it, and is told so', () => {
    const schemas = [{ toString: 1, valueOf: 1 }, ['x'], 7, null];
    expect(() => read({ schemas })).toThrow(refused('wrong-schemas'));
    expect(read({ schemas, title: 'x' }, 'tolerant')).toEqual({ title: 'x' });
  });

  it('has its extensions as objects or not at all', () => {
    expect(read({ [COMPANY]: null })).toEqual({});
    expect(() => read({ [COMPANY]: 'x' })).toThrow(refused('wrong-type'));
  });

  it('is refused for an attribute that no schema knows in a strict reading, whatever its name looks like', () => {
    expect(() => read({ shoeSize: 1 })).toThrow(/^User: shoeSize is in none/);
    expect(() => read({ 'a\nb': 1 })).toThrow(/^User: a name is in none/);
    expect(() => read({ name: { nick: 'x' } })).toThrow(refused('unknown-attribute'));
    expect(() => read({ password: 'x' })).toThrow(refused('unknown-attribute'));
    expect(() => read({ 'name.givenName': 'x' })).toThrow(refused('unknown-attribute'));
    expect(() => read({ department: 'x' })).toThrow(refused('unknown-attribute'));
  });

  it('sets an attribute by a flattened key in a tolerant reading', () => {
    expect(read({ 'name.givenName': 'x', [`${COMPANY}:Business Unit`]: 'y' }, 'tolerant')).toEqual({
      name: { givenName: 'x' },
      [COMPANY]: { 'Business Unit': 'y' },
    });
  });
});

describe('a name with capitals and spaces', () => {
  it('is a path, and a key of a path-less operation', () => {
    const body = {
      Operations: [
        { op: 'Add', path: `${COMPANY}:business unit`, value: 'Engines' },
        { op: 'replace', value: { [`${COMPANY}:Start Date`]: '2026-01-01T00:00:00Z', title: 'T' } },
      ],
    };
    const reading = startReading({ tolerance: 'tolerant' });
    const operations = decodeFor(type, body, reading);
    expect(applyOperations(type, { userName: 'ada' }, { operations, doubts: [], noted: new Set() })).toEqual({
      userName: 'ada',
      title: 'T',
      [COMPANY]: { 'Business Unit': 'Engines', 'Start Date': '2026-01-01T00:00:00Z' },
    });
  });

  it.each([
    [`${COMPANY}:Business Unit eq "engines" and active eq true`, true],
    [`${COMPANY}:Business Unit pr`, true],
    [`${COMPANY}:Grade gt 6`, true],
    [`${COMPANY}:Grade lt 7e0`, false],
    [`${COMPANY}:Badge eq "aGVsbG8="`, true],
    [`${COMPANY}:Start Date pr`, false],
  ])('is part of a filter: %s', (text, expected) => {
    const company = { 'Business Unit': 'Engines', Grade: 7, Badge: 'aGVsbG8=' };
    const filter = parseInScope(text, resourceScope(type, startReading({ tolerance: 'strict' })));
    expect(matchesFilter(filter, { active: true, [COMPANY]: company })).toBe(expected);
  });

  it('compares numbers with numbers', () => {
    for (const text of [`${COMPANY}:Grade eq "7"`, `${COMPANY}:Grade co 7`, `${COMPANY}:Badge gt "x"`]) {
      expect(() => parseInScope(text, resourceScope(type, startReading({ tolerance: 'strict' })))).toThrow(
        refused('invalid-filter'),
      );
    }
  });
});

describe('a key with a dot', () => {
  it('is the sub-attribute of one value, and of no element', () => {
    expect(read({ 'name.givenName': 'Ada' }, 'tolerant')).toEqual({ name: { givenName: 'Ada' } });
    for (const value of ['a@b.example', [{ value: 'a@b.example' }]]) {
      expect(read({ 'emails.value': value }, 'tolerant')).toEqual({});
      expect(() => read({ 'emails.value': value })).toThrow(refused('unknown-attribute'));
    }
  });
});

describe('an attribute in none of the schemas', () => {
  const rules = { type: USER_TYPE, tolerance: 'tolerant' } as const;
  const body = { userName: 'ada', shoeSize: 39, emails: [{ value: 'a@x', colour: 'red' }] };

  it('is left out and counted, or refused with its name, as the tenant chose', () => {
    const { emails: _emails, ...atTheTop } = body;
    expect(decodeUser(atTheTop, rules).quirks).toContain('unknown-attribute');
    expect(() => decodeUser(atTheTop, { ...rules, unknownAttributes: 'refuse' })).toThrow(refused('unknown-attribute'));
  });

  it('is refused with the URN that it lacks', () => {
    const whole = `write ${ENTERPRISE_USER_URN}:department.`;
    expect(() =>
      decodeUser({ schemas: [USER_TYPE.schema.id], department: 'x' }, { ...rules, tolerance: 'strict' }),
    ).toThrow(whole);
  });

  it('is refused with its place inside a value, whatever the tenant chose', () => {
    const { shoeSize: _size, ...without } = body;
    for (const unknownAttributes of ['ignore', 'keep', 'refuse'] as const) {
      expect(() => decodeUser(without, { ...rules, unknownAttributes })).toThrow(refused('unknown-attribute'));
    }
    expect(() => decodeUser(without, { ...rules, unknownAttributes: 'refuse' })).toThrow(/^emails\[0\]: colour /);
  });

  it('may be a password all the same, which is dropped', () => {
    const { quirks } = decodeUser({ userName: 'ada', password: 'x' }, { ...rules, unknownAttributes: 'refuse' });
    expect(quirks).toContain('password-dropped');
  });
});

describe('the members of a group', () => {
  it('are MAX_MEMBERS in one request, and no more', () => {
    const send = (count: number) => {
      const members = Array.from({ length: count }, (_, at) => ({ value: String(at) }));
      return () => decodeGroup({ displayName: 'g', members }, { tolerance: 'tolerant' }).members.length;
    };
    expect(send(MAX_MEMBERS)()).toBe(MAX_MEMBERS);
    expect(send(MAX_MEMBERS + 1)).toThrow(refused('too-many-values'));
  });
});
