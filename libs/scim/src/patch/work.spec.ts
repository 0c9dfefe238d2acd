import { describe, expect, it } from '@jest/globals';
import { ScimError } from '../errors/error.js';
import { parseFilter } from '../filter/parse.js';
import type { JsonObject } from '../json.js';
import { applyUserPatch, decodePatch, USER_TYPE, userPatchSteps } from '../index.js';
import { MAX_PATCH_WORK, matchingWork, startWork } from './work.js';

const USER = { userName: 'ada', active: true };

function patched(operations: readonly JsonObject[], emails: readonly JsonObject[] = []) {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
  const patch = decodePatch({ schemas, Operations: operations }, { type: USER_TYPE, tolerance: 'tolerant' });
  return applyUserPatch({ ...USER, emails } as Parameters<typeof applyUserPatch>[0], patch);
}

const addresses = (count: number, start = 0): JsonObject[] =>
  Array.from({ length: count }, (_, at) => ({ value: `${start + at}@x`, type: 'work' }));

const code = (attempt: () => unknown): string | undefined => {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof ScimError ? error.code : 'another error';
  }
};

describe('the work of a PATCH', () => {
  it('is refused when what may be spent is spent, and not before', () => {
    const spend = startWork();
    spend(MAX_PATCH_WORK);
    expect(code(() => spend(1))).toBe('too-many-operations');
  });

  it.each([
    ['type eq "a"', 1],
    ['type eq "a" or type eq "b" and display co "c"', 3],
    ['not (type eq "a") and primary eq true', 2],
    ['value pr', 1],
    ['emails[type eq "a" and value eq "b"] or title eq "x"', 3],
  ])('of %s grows with its clauses and with the texts', (text, clauses) => {
    const { filter } = parseFilter(text.includes('[') ? text : `emails[${text}]`, {
      type: USER_TYPE,
      tolerance: 'tolerant',
    });
    const [empty, full] = [matchingWork(filter, {}), matchingWork(filter, { value: 'x'.repeat(100), primary: true })];
    expect(full - empty).toBe(clauses * 100);
  });

  it('is small where a thousand known values are added again and again', () => {
    const known = addresses(1_000);
    const again = Array.from({ length: 20 }, () => ({ op: 'add', path: 'emails', value: known }));
    expect(patched(again, known).emails).toHaveLength(1_000);
  });

  it('ends where values without one of their own are compared with each other', () => {
    const value = Array.from({ length: 1_000 }, (_, at) => ({ locality: String(at), region: 'x', country: 'y' }));
    const operations = [
      { op: 'replace', path: 'addresses', value },
      ...Array.from({ length: 3 }, () => ({ op: 'add', path: 'addresses', value: value.toReversed() })),
    ];
    expect(code(() => patched(operations))).toBe('too-many-operations');
  });
});

describe('a PATCH of one operation', () => {
  const numbers = Array.from({ length: 1_000 }, (_, at) => ({ value: String(at), type: 'work' }));
  const places = Array.from({ length: 500 }, (_, at) => ({ locality: String(at), region: 'x', country: 'y' }));
  const filter = Array.from({ length: 90 }, (_, at) => `value eq "${at + 2_000}"`).join(' or ');
  const stored = { ...USER, phoneNumbers: numbers, addresses: places };

  it.each([
    ['adds values without one of their own', { op: 'add', path: 'addresses', value: places.toReversed() }],
    ['sets by a filter', { op: 'replace', path: `phoneNumbers[${filter}].display`, value: 'x' }],
    ['removes by a filter', { op: 'remove', path: `phoneNumbers[${filter}]` }],
    [
      'removes ten thousand named values',
      { op: 'remove', path: 'phoneNumbers', value: Array.from({ length: 10_000 }, (_, at) => ({ value: `+${at}` })) },
    ],
    ['removes named values', { op: 'remove', path: 'phoneNumbers', value: numbers.map(({ value }) => ({ value })) }],
  ])('that %s may be interrupted every 50,000 characters', (_, operation) => {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    const patch = decodePatch({ schemas, Operations: [operation] }, { type: USER_TYPE, tolerance: 'tolerant' });
    const steps = userPatchSteps(stored, patch, new Set());
    const stretches: number[] = [];
    const run = (): void => {
      for (let step = steps.next(); step.done !== true; step = steps.next()) stretches.push(step.value ?? 0);
    };
    // What selects nothing is refused at its end.
    code(run);
    expect(stretches.length).toBeGreaterThan(10);
    expect(Math.max(...stretches)).toBeLessThan(50_000);
  });
});

describe('a list', () => {
  it('may not grow beyond its bound by several operations', () => {
    const grow = [addresses(600), addresses(600, 600)].map((value) => ({ op: 'add', path: 'emails', value }));
    expect(code(() => patched(grow))).toBe('too-many-values');
  });

  it('may become smaller in the same PATCH before it grows', () => {
    const value = addresses(600, 600);
    const operations = [
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value },
    ];
    expect(patched(operations, addresses(1_000)).emails).toHaveLength(600);
  });
});
