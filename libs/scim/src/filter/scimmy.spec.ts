import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import SCIMMY from 'scimmy';
import { ENTERPRISE_USER_URN, isJsonObject, matchesFilter, parseFilter, USER_TYPE, type JsonObject } from '../index.js';

/**
 * The filter beside that of scimmy, another implementation: every path with every operator and value below. They agree,
 * or a row of {@link DIFFERENCES} says why not; the README shows the rows.
 */
type Verdict = boolean | 'refused';

interface Case {
  readonly path: string;
  readonly operator: string;
  readonly literal: string;
  readonly user: JsonObject;
  readonly ours: Verdict;
  readonly theirs: Verdict;
}

interface Difference {
  readonly name: string;
  readonly why: string;
  readonly explains: (one: Case) => boolean;
}

const PATHS: Readonly<Record<string, 'string' | 'boolean' | 'dateTime'>> = {
  userName: 'string',
  externalId: 'string',
  displayName: 'string',
  title: 'string',
  'name.givenName': 'string',
  emails: 'string',
  'emails.value': 'string',
  'emails.type': 'string',
  'emails.primary': 'boolean',
  active: 'boolean',
  id: 'string',
  'meta.created': 'dateTime',
  [`${ENTERPRISE_USER_URN}:department`]: 'string',
  [`${ENTERPRISE_USER_URN}:manager.value`]: 'string',
};
const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const LITERALS = [
  '"Ada"',
  '"ada"',
  '"ANALYST"',
  '"ada@w"',
  '"work"',
  '"a"',
  '""',
  '"7"',
  'true',
  'false',
  'null',
  '7',
  '"2026-01-02T00:00:00Z"',
  '"2026-01-02T01:00:00+01:00"',
];
const CASE_EXACT = ['externalId', 'id', `${ENTERPRISE_USER_URN}:manager.value`];

const USERS: readonly JsonObject[] = [
  {
    id: '1',
    userName: 'Ada',
    externalId: 'Ext',
    displayName: 'Ada L',
    title: 'Analyst',
    active: true,
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [
      { value: 'ada@w', type: 'work', primary: true },
      { value: 'ada@h', type: 'home' },
    ],
    [ENTERPRISE_USER_URN]: { department: 'Engines', manager: { value: '2' } },
    meta: { created: '2026-01-02T00:00:00Z' },
  },
  {
    id: '2',
    userName: 'bob',
    active: false,
    emails: [{ value: 'bob@h', type: 'home' }],
    meta: { created: '2025-01-02T00:00:00Z' },
  },
];

const DIFFERENCES: readonly Difference[] = [
  {
    name: 'a value of another type',
    why: 'refused as `invalidFilter` (RFC 7644 §3.4.2.2), where scimmy, which knows no schema here, compares all the same',
    explains: ({ path, operator, literal, ours }) => ours === 'refused' && !fits(PATHS[path], operator, literal),
  },
  {
    name: 'letters in another case',
    why: 'are the same where `caseExact` is false (RFC 7643 §2.2), in equality, parts and order',
    explains: (one) => isThere(one) && one.ours === inLowerCase(one, one.path, one.user),
  },
  {
    name: 'an attribute by its URN',
    why: 'is the attribute (RFC 7644 §3.10); scimmy splits the URN at its dots',
    explains: (one) => one.path.startsWith('urn:') && one.ours === inLowerCase(one, ...withoutUrn(one)),
  },
  {
    name: 'several values',
    why: 'match when any of them does; without a sub-attribute `value` is compared (RFC 7644 §3.4.2.2)',
    explains: (one) => one.path.startsWith('emails') && one.ours === ofAnyEmail(one),
  },
  {
    name: 'a part of an attribute that is not there',
    why: 'has no value; scimmy fails on it',
    explains: ({ path, operator, literal, user, ours, theirs }) =>
      path.includes('.') &&
      user.name === undefined &&
      theirs === 'refused' &&
      ours === (operator === (literal === 'null' ? 'eq' : 'ne')),
  },
  {
    name: 'the same moment in another zone',
    why: 'is the same moment (RFC 7643 §2.3.5)',
    explains: ({ path, literal }) => PATHS[path] === 'dateTime' && literal.includes('+01:00'),
  },
  {
    name: 'an attribute that is not there',
    why: 'holds no text, not even the empty one, and is not before or after any',
    explains: ({ path, user, ours }) => !(path in user) && ours === false,
  },
];

function fits(type: 'string' | 'boolean' | 'dateTime' | undefined, operator: string, literal: string): boolean {
  if (literal === 'null') return operator === 'eq' || operator === 'ne';
  if (type === 'boolean') return (literal === 'true' || literal === 'false') && ['eq', 'ne'].includes(operator);
  if (type === 'dateTime') return literal.includes('T0') && !['co', 'sw', 'ew'].includes(operator);
  return literal.startsWith('"');
}

function byOurs(filter: string, user: JsonObject): Verdict {
  try {
    return matchesFilter(parseFilter(filter, { type: USER_TYPE, tolerance: 'strict' }).filter, user);
  } catch {
    return 'refused';
  }
}

function byTheirs(filter: string, user: JsonObject): Verdict {
  try {
    return new SCIMMY.Types.Filter(filter).match([structuredClone(user)]).length > 0;
  } catch {
    return 'refused';
  }
}

function isThere({ path, user }: Case): boolean {
  return path in user || (path.startsWith('name.') && user.name !== undefined);
}

/** What scimmy says when no letter is upper case; as it is where case matters. */
function inLowerCase({ operator, literal, path: asked }: Case, path: string, user: JsonObject): Verdict {
  if (CASE_EXACT.includes(asked)) return byTheirs(`${path} ${operator} ${literal}`, user);
  return byTheirs(`${path} ${operator} ${literal.toLowerCase()}`, lowered(user));
}

function withoutUrn({ path, user }: Case): [string, JsonObject] {
  const extension = user[ENTERPRISE_USER_URN];
  return [path.slice(ENTERPRISE_USER_URN.length + 1), isJsonObject(extension) ? extension : {}];
}

function ofAnyEmail(one: Case): boolean {
  const { emails } = one.user;
  const path = one.path === 'emails' ? 'value' : one.path.slice('emails.'.length);
  return Array.isArray(emails) && emails.some((email: JsonObject) => inLowerCase(one, path, email) === true);
}

function lowered(user: JsonObject): JsonObject {
  const text = JSON.stringify(user, (_key, value: unknown) =>
    typeof value === 'string' ? value.toLowerCase() : value,
  );
  return JSON.parse(text) as JsonObject;
}

function cases(): Case[] {
  return Object.keys(PATHS).flatMap((path) =>
    OPERATORS.flatMap((operator) =>
      LITERALS.flatMap((literal) =>
        USERS.map((user) => {
          const filter = `${path} ${operator} ${literal}`;
          return { path, operator, literal, user, ours: byOurs(filter, user), theirs: byTheirs(filter, user) };
        }),
      ),
    ),
  );
}

const differing = cases().filter(({ ours, theirs }) => ours !== theirs);

describe('a filter is judged by us as by scimmy', () => {
  it('or a difference that is explained says why not', () => {
    const unexplained = differing.filter((one) => !DIFFERENCES.some(({ explains }) => explains(one)));
    const told = unexplained.map(({ path, operator, literal, user, ours, theirs }) => [
      `${path} ${operator} ${literal}`,
      { user: user.userName, ours, theirs },
    ]);
    expect(told).toEqual([]);
  });

  it.each(DIFFERENCES)('but for $name', ({ name, why, explains }) => {
    expect(differing.filter((one) => DIFFERENCES.find((row) => row.explains(one))?.explains === explains)).not.toEqual(
      [],
    );
    expect(readFileSync('libs/scim/README.md', 'utf8')).toContain(`| ${name} | ${why} |`);
  });

  it.each([
    'title pr',
    'not (title pr)',
    'title pr and active eq true',
    'active eq false or title pr',
    'active eq false or title pr and userName eq "nobody"',
    '(active eq false or title pr) and userName eq "nobody"',
    'emails[type eq "work"]',
    'emails[type eq "work" and value co "ada"]',
    'emails[type eq "work" and value co "h"]',
    'active eq true and not (title eq "x")',
    'USERNAME EQ "Ada"',
  ])('where the grammar nests: %s', (filter) => {
    for (const user of USERS) expect(byOurs(filter, user)).toBe(byTheirs(filter, user));
  });
});
