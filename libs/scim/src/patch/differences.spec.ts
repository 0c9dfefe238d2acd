import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { scimPatch } from 'scim-patch';
import SCIMMY from 'scimmy';
import {
  applyUserPatch,
  decodePatch,
  decodeUser,
  ENTERPRISE_USER_URN as ENTERPRISE,
  isJsonObject,
  ScimError,
  USER_TYPE,
  type JsonObject,
  type JsonValue,
} from '../index.js';

/**
 * A strict PATCH beside those of scimmy and scim-patch: each operation below on each user. They agree, or a row of
 * {@link DIFFERENCES} says why not; the README shows the rows.
 */
type Outcome = JsonObject | 'refused';
type Other = 'scimmy' | 'scim-patch';

interface Case {
  readonly operation: Operation;
  readonly before: JsonObject;
  readonly ours: Outcome;
  /** The error's code, when we refuse. */
  readonly code: string | undefined;
  readonly other: Other;
  readonly theirs: Outcome;
}

interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path?: string;
  readonly value?: JsonValue;
}

interface Difference {
  readonly name: string;
  readonly why: string;
  readonly explains: (one: Case) => boolean;
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const USERS: readonly JsonObject[] = [
  { userName: 'ada', active: true },
  {
    userName: 'ada',
    title: 'Analyst',
    active: true,
    name: { givenName: 'Ada', familyName: 'L' },
    emails: [
      { value: 'ada@w.example', type: 'work', primary: true },
      { value: 'ada@h.example', type: 'home' },
    ],
    [ENTERPRISE]: { department: 'Engines' },
  },
];
const OTHER_MAIL = { value: 'n@x.example', type: 'other' };

const VALUES: readonly (readonly [string | undefined, ...JsonValue[]])[] = [
  ['title', 'T', 'Analyst'],
  ['userName', 'bob'],
  ['active', false, true],
  ['nickName', 'N'],
  ['name', { givenName: 'G' }, { givenName: 'Ada', familyName: 'L' }],
  ['name.givenName', 'G', 'Ada'],
  [
    'emails',
    [OTHER_MAIL],
    [{ value: 'ada@w.example', type: 'work', primary: true }],
    [{ ...OTHER_MAIL, primary: true }],
    [],
  ],
  ['emails[type eq "work"]', { value: 'r@x.example', type: 'work' }, { display: 'D' }],
  ['emails[type eq "home"]', { display: 'D' }],
  ['emails[type eq "other"]', { display: 'D' }],
  ['emails[type eq "work"].value', 'v@x.example'],
  ['emails[type eq "home"].primary', true],
  ['emails[type eq "other"].value', 'v@x.example'],
  ['emails[value eq "ada@h.example"].display', 'D'],
  ['emails.display', 'D'],
  [`${ENTERPRISE}:department`, 'D', 'Engines'],
  [`${ENTERPRISE}:costCenter`, '7'],
  [`${ENTERPRISE}:manager.value`, '2'],
  [ENTERPRISE, { division: 'V' }],
  ['shoeSize', 7],
  ['id', 'x'],
  ['groups', [{ value: 'g' }]],
  [undefined, { title: 'T', nickName: 'N' }, { name: { givenName: 'G' } }, { emails: [OTHER_MAIL] }],
  [undefined, { [ENTERPRISE]: { costCenter: '7' } }],
];

const DIFFERENCES: readonly Difference[] = [
  {
    name: 'a required attribute that is removed',
    why: 'is refused (RFC 7644 §3.5.2.2), and so is `active`, without which nobody knows who works here',
    explains: ({ code }) => code === 'required-removed',
  },
  {
    name: 'an attribute that is read-only',
    why: 'is refused (RFC 7644 §3.5.2); both write `groups` or drop `id` silently',
    explains: ({ code }) => code === 'read-only',
  },
  {
    name: 'an attribute of no schema',
    why: 'is refused as `invalidPath`; scim-patch, which knows no schema, stores it',
    explains: ({ code, other }) => code === 'invalid-path' && other === 'scim-patch',
  },
  {
    name: 'add or replace where the path selects nothing',
    why: 'is `noTarget` (RFC 7644 §3.5.2.3) by a strict connection; a tolerant one creates the value, as scim-patch does',
    explains: ({ code }) => code === 'no-target',
  },
  {
    name: 'a value that is replaced by one without a value of its own',
    why: 'is refused: what does not say the address must not take it away; scimmy does, scim-patch merges',
    explains: ({ code, operation: { op, path } }) =>
      code === 'required-missing' && op === 'replace' && path?.endsWith(']') === true,
  },
  {
    name: 'remove where the path selects nothing',
    why: 'changes nothing; scim-patch refuses it',
    explains: ({ operation, other, ours, before }) =>
      operation.op === 'remove' && other === 'scim-patch' && same(ours, before),
  },
  {
    name: 'the enterprise extension and its parts',
    why: 'are found by the longest URN; scim-patch splits it at the dot of `2.0`, scimmy finds no manager and removes no extension',
    explains: (one) => namesExtension(one.operation) && same(one.ours, withExtension(one)),
  },
  {
    name: 'a value that is added and there already',
    why: 'changes nothing (RFC 7644 §3.5.2.1); scimmy stores it twice',
    explains: ({ operation, ours, before }) => operation.op === 'add' && same(ours, before),
  },
  {
    name: 'a complex attribute that is replaced',
    why: 'keeps the parts that are not named (RFC 7644 §3.5.2.3)',
    explains: ({ operation, ours, before }) => {
      const name = operation.path === 'name' ? operation.value : isJsonObject(operation.value) && operation.value.name;
      return isJsonObject(name) && same(ours, { ...before, name: { ...objectOf(before.name), ...name } });
    },
  },
  {
    name: 'a value that becomes primary',
    why: 'takes it from the one that was (RFC 7644 §3.5.2)',
    explains: ({ ours, theirs }) =>
      primaries(theirs) > 1 && primaries(ours) === 1 && same(withoutPrimary(ours), withoutPrimary(theirs)),
  },
  {
    name: 'a list that is replaced without a path',
    why: 'is the new list (RFC 7644 §3.5.2.3); scimmy appends to the old one',
    explains: ({ operation: { op, path, value }, ours, before }) =>
      op === 'replace' && path === undefined && isJsonObject(value) && same(ours, { ...before, ...value }),
  },
  {
    name: 'a part of every value of a list',
    why: 'is that of each (RFC 7644 §3.5.2.3); scimmy refuses it',
    explains: ({ operation, other, theirs }) =>
      operation.path === 'emails.display' && other === 'scimmy' && theirs === 'refused',
  },
  {
    name: 'a value of which only `type` and `primary` are left',
    why: 'goes: they say which value it was, and there is none',
    explains: ({ operation, ours, theirs }) =>
      operation.op === 'remove' && same(ours, withoutEmpty(theirs)) && !same(ours, theirs),
  },
  {
    name: 'a value that a filter selects, as a whole',
    why: 'becomes the new one in its place and keeps the `type` that selected it, for the next cycle looks for it; scimmy puts it last, scim-patch merges',
    explains: ({ operation: { op, path, value }, ours, before }) =>
      op !== 'remove' && path?.endsWith(']') === true && same(ours, withElement(before, path, objectOf(value))),
  },
];

function namesExtension({ path, value }: Operation): boolean {
  return path?.startsWith(ENTERPRISE) === true || (path === undefined && isJsonObject(value) && ENTERPRISE in value);
}

/** The operation on the extension's own object. */
function withExtension({ operation: { op, path, value }, before }: Case): JsonObject {
  const { [ENTERPRISE]: current, ...rest } = before;
  if (op === 'remove' && path === ENTERPRISE) return rest;
  const part = path?.slice(ENTERPRISE.length + 1) ?? '';
  const given = path === undefined ? objectOf(objectOf(value)[ENTERPRISE]) : objectOf(value);
  const changed =
    part === '' ? given : part === 'manager.value' ? { manager: { value: value ?? null } } : { [part]: value ?? null };
  return { ...rest, [ENTERPRISE]: { ...objectOf(current), ...changed } };
}

function withElement(before: JsonObject, path: string, value: JsonObject): JsonObject {
  const type = /type eq "(\w+)"/.exec(path)?.[1] ?? '';
  return { ...before, emails: elementsOf(before).map((email) => (email.type === type ? { type, ...value } : email)) };
}

function elementsOf(user: Outcome): JsonObject[] {
  return user !== 'refused' && Array.isArray(user.emails) ? user.emails.filter(isJsonObject) : [];
}

function primaries(user: Outcome): number {
  return elementsOf(user).filter(({ primary }) => primary === true).length;
}

function withoutPrimary(user: Outcome): Outcome {
  if (user === 'refused') return user;
  return { ...user, emails: elementsOf(user).map(({ primary: _, ...email }) => email) };
}

function withoutEmpty(user: Outcome): Outcome {
  if (user === 'refused') return user;
  return {
    ...user,
    emails: elementsOf(user).filter(({ value, display }) => value !== undefined || display !== undefined),
  };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function byOurs(
  before: JsonObject,
  operation: Operation,
): { readonly ours: Outcome; readonly code: string | undefined } {
  const { attributes } = decodeUser({ schemas: [USER], ...before }, { type: USER_TYPE, tolerance: 'tolerant' });
  try {
    const body = { schemas: [PATCH_OP], Operations: [operation] };
    const after = applyUserPatch(attributes, decodePatch(body, { type: USER_TYPE, tolerance: 'strict' }));
    return { ours: plain(after), code: undefined };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { ours: 'refused', code: error.code };
  }
}

async function byTheirs(other: Other, before: JsonObject, operation: Operation): Promise<Outcome> {
  const [user, change] = structuredClone<[JsonObject, Operation]>([before, operation]);
  try {
    if (other === 'scim-patch') return plain(scimPatch({ schemas: [], ...user } as never, [change as never]));
    const resource = new SCIMMY.Schemas.User({ ...user, id: '1' }, 'out');
    const patch = new SCIMMY.Messages.PatchOp({ schemas: [PATCH_OP], Operations: [change] });
    return plain((await patch.apply(resource)) ?? resource);
  } catch {
    return 'refused';
  }
}

/** What a client would read: no envelope, nothing empty. */
function plain(user: unknown): JsonObject {
  const read = JSON.parse(JSON.stringify(user)) as JsonObject;
  return objectOf(withoutNothing(read));
}

function withoutNothing(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) {
    const kept = value.map(withoutNothing).filter((one) => one !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  if (!isJsonObject(value)) return value === null || value === '' ? undefined : value;
  const kept = Object.entries(value)
    .filter(([name]) => !['schemas', 'id', 'meta'].includes(name))
    .map(([name, inner]) => [name, withoutNothing(inner)] as const)
    // RFC 7643 §2.4: a value that is not marked is not primary.
    .filter(([name, inner]) => inner !== undefined && !(name === 'primary' && inner === false))
    .sort(([one], [next]) => (one < next ? -1 : 1));
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as JsonObject);
}

function same(one: Outcome, next: Outcome): boolean {
  return (
    JSON.stringify(one === 'refused' ? one : plain(one)) === JSON.stringify(next === 'refused' ? next : plain(next))
  );
}

async function differingCases(): Promise<Case[]> {
  SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser as never);
  const found: Case[] = [];
  for (const before of USERS) {
    for (const operation of operations()) {
      const { ours, code } = byOurs(before, operation);
      for (const other of ['scimmy', 'scim-patch'] as const) {
        const theirs = await byTheirs(other, before, operation);
        if (!same(ours, theirs)) found.push({ operation, before, ours, code, other, theirs });
      }
    }
  }
  return found;
}

function operations(): Operation[] {
  return VALUES.flatMap(([path, ...values]) => {
    const at = path === undefined ? {} : { path };
    const changes = (['add', 'replace'] as const).flatMap((op) => values.map((value) => ({ op, ...at, value })));
    return [...changes, { op: 'remove', ...at }];
  });
}

const differing = await differingCases();

describe('a PATCH does what that of scimmy and that of scim-patch does', () => {
  it('or a difference that is explained says why not', () => {
    const unexplained = differing.filter((one) => !DIFFERENCES.some(({ explains }) => explains(one)));
    expect(unexplained).toEqual([]);
  });

  it.each(DIFFERENCES)('but for $name', ({ name, why, explains }) => {
    const explained = differing.filter((one) => DIFFERENCES.find((row) => row.explains(one))?.explains === explains);
    expect(explained).not.toEqual([]);
    expect(readFileSync('libs/scim/README.md', 'utf8')).toContain(`| ${name} | ${why} |`);
  });
});
