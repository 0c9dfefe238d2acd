import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  applyUserPatch,
  decodePatch,
  decodeUser,
  diff,
  GROUP_TYPE,
  type JsonObject,
  sameJson,
  ScimError,
  splitGroupPatch,
  USER_TYPE,
  type UserAttributes,
} from '../index.js';

/**
 * The reference model: mails as a map from type to value, single values as a plain record, members as a set. It knows
 * nothing of paths or schemas, and shares no code with the subject.
 */
interface Model {
  readonly single: Record<string, string>;
  readonly mails: Map<string, string>;
}
type Step =
  | { readonly kind: 'set'; readonly name: string; readonly value: string; readonly op: string }
  | { readonly kind: 'clear'; readonly name: string }
  | { readonly kind: 'mail'; readonly type: string; readonly value: string; readonly op: string }
  | { readonly kind: 'dropMail'; readonly type: string };

const NAMES = ['displayName', 'title', 'name.givenName', 'name.familyName'] as const;
const text = fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', 'b', '"', ']', '.', ' ', 'é') });
const op = fc.constantFrom('add', 'replace', 'Add', 'Replace');
const name = fc.constantFrom(...NAMES);
const type = fc.constantFrom('work', 'home', 'other');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), name, value: text, op }),
  fc.record({ kind: fc.constant('clear' as const), name }),
  fc.record({ kind: fc.constant('mail' as const), type, value: text, op }),
  fc.record({ kind: fc.constant('dropMail' as const), type }),
);

function toOperation(given: Step): JsonObject {
  switch (given.kind) {
    case 'set':
      return { op: given.op, path: given.name, value: given.value };
    case 'clear':
      return { op: 'remove', path: given.name };
    case 'mail':
      return { op: given.op, path: `emails[type eq ${JSON.stringify(given.type)}].value`, value: given.value };
    case 'dropMail':
      return { op: 'Remove', path: `emails[type eq ${JSON.stringify(given.type)}]` };
  }
}

function applyToModel(model: Model, given: Step): void {
  if (given.kind === 'set') model.single[given.name] = given.value;
  if (given.kind === 'clear') Reflect.deleteProperty(model.single, given.name);
  if (given.kind === 'mail') model.mails.set(given.type, given.value);
  if (given.kind === 'dropMail') model.mails.delete(given.type);
}

function toModel(user: UserAttributes): Model {
  const single: Record<string, string> = {};
  const known = { displayName: user.displayName, title: user.title, ...prefixed(user.name ?? {}) };
  for (const [name, value] of Object.entries(known)) if (typeof value === 'string') single[name] = value;
  return { single, mails: new Map((user.emails ?? []).map(({ type = '', value = '' }) => [type, value])) };
}

function prefixed(name: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(name).map(([part, value]) => [`name.${part}`, value]));
}

const ada = decodeUser({ userName: 'ada', displayName: 'Ada' }, { type: USER_TYPE, tolerance: 'tolerant' }).attributes;
const message = (operations: readonly JsonObject[]) => ({ Operations: operations });

describe('any PATCH of a user', () => {
  it('leaves what the reference model leaves', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const model = toModel(ada);
        for (const given of steps) applyToModel(model, given);
        const after = applyUserPatch(
          ada,
          decodePatch(message(steps.map(toOperation)), { type: USER_TYPE, tolerance: 'tolerant' }),
        );
        expect(toModel(after)).toEqual(model);
      }),
    );
  });

  it('is the same at once or one operation after the other', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const operations = steps.map(toOperation);
        const oneByOne = operations.reduce<UserAttributes>(
          (user, operation) =>
            applyUserPatch(user, decodePatch(message([operation]), { type: USER_TYPE, tolerance: 'tolerant' })),
          ada,
        );
        expect(
          applyUserPatch(ada, decodePatch(message(operations), { type: USER_TYPE, tolerance: 'tolerant' })),
        ).toEqual(oneByOne);
      }),
    );
  });

  it('changes nothing when it is repeated, and a diff is empty exactly then', () => {
    fc.assert(
      fc.property(step, (given) => {
        const patch = decodePatch(message([toOperation(given)]), { type: USER_TYPE, tolerance: 'tolerant' });
        const once = applyUserPatch(ada, patch);
        expect(diff(USER_TYPE, once, applyUserPatch(once, patch))).toEqual([]);
        expect(diff(USER_TYPE, ada, once).length === 0).toBe(sameJson(ada, once));
      }),
    );
  });

  it('is refused by name or applied to a canonical user, whatever the values', () => {
    const paths = fc.constantFrom(
      'title',
      'emails',
      'emails[type eq "work"]',
      'emails[type eq "work"].value',
      'emails.type',
      'name',
      'active',
      'roles',
      'roles[primary eq "True"].value',
      'manager',
      'members',
      '',
      'x[',
    );
    const operation = fc.record({
      op: fc.constantFrom('add', 'Replace', 'remove'),
      path: paths,
      value: fc.jsonValue({ maxDepth: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 4 }),
        fc.constantFrom('tolerant' as const, 'strict' as const),
        (operations, tolerance) => {
          try {
            const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
            const after = applyUserPatch(
              ada,
              decodePatch(JSON.parse(JSON.stringify(body)), { type: USER_TYPE, tolerance }),
            );
            expect(saysNothing(after)).toBe(false);
          } catch (error) {
            expect(error).toBeInstanceOf(ScimError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('any PATCH of a group’s members', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
  const change = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), ids }),
    fc.record({ kind: fc.constant('removeByValue' as const), ids }),
    fc.record({ kind: fc.constant('removeByFilter' as const), ids }),
    fc.record({ kind: fc.constant('replace' as const), ids }),
    fc.record({ kind: fc.constant('removeAll' as const), ids }),
  );
  type MemberChange = {
    readonly kind: 'add' | 'removeByValue' | 'removeByFilter' | 'replace' | 'removeAll';
    readonly ids: string[];
  };

  const toMemberOperation = (given: MemberChange): JsonObject => {
    const value = given.ids.map((id) => ({ $ref: null, value: id }));
    if (given.kind === 'removeAll') return { op: 'Remove', path: 'members' };
    if (given.kind === 'removeByValue') return { op: 'Remove', path: 'members', value };
    if (given.kind === 'removeByFilter') {
      return { op: 'remove', path: `members[${given.ids.map((id) => `value eq "${id}"`).join(' or ')}]` };
    }
    return { op: given.kind, path: 'members', value };
  };

  const applyToSet = (members: Set<string>, given: MemberChange): Set<string> => {
    if (given.kind === 'add') return new Set([...members, ...given.ids]);
    if (given.kind === 'replace') return new Set(given.ids);
    return given.kind === 'removeAll' ? new Set() : without(members, given.ids);
  };

  it('is a delta that leaves what the operations would leave, on every list', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), ids, (changes, before) => {
        const patch = decodePatch(message(changes.map(toMemberOperation)), { type: GROUP_TYPE, tolerance: 'tolerant' });
        const { membership } = splitGroupPatch(patch);
        const delta = membership ?? { clear: false, add: [], remove: [] };
        const added = new Set(delta.add.map(({ value }) => value));
        const removed = delta.remove.map(({ value }) => value);
        expect(removed.filter((id) => added.has(id))).toEqual([]);
        const start = delta.clear ? new Set<string>() : new Set(before);
        const after = new Set([...without(start, removed), ...added]);
        expect([...after].sort()).toEqual([...changes.reduce(applyToSet, new Set(before))].sort());
      }),
    );
  });
});

function without(members: ReadonlySet<string>, removed: readonly string[]): Set<string> {
  return new Set([...members].filter((id) => !removed.includes(id)));
}

/** True if a value, or one inside it, is a null, an empty array or an empty object. */
function saysNothing(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).length === 0 || Object.values(value).some(saysNothing);
}
