import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  bulkResponse,
  decodeBulk,
  MAX_BULK_OPERATIONS,
  orderingSteps,
  orderSteps,
  ScimError,
  type BulkRequest,
  type Step,
  type Tolerance,
} from '../index.js';
import { finished } from '../steps.js';
import { referenceSteps, replacedSteps } from './references.js';
import { MAX_BULK_ID_LENGTH } from './request.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

const post = (bulkId: unknown, data: unknown = { userName: 'ada' }) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data,
});

function decode(operations: unknown, more: object = {}, tolerance: Tolerance = 'tolerant'): BulkRequest {
  return decodeBulk({ schemas: [BULK], Operations: operations, ...more }, tolerance);
}

function errorAt(operations: unknown, index = 0, tolerance: Tolerance = 'tolerant'): ScimError | undefined {
  const operation = decode(operations, {}, tolerance).operations[index];
  return operation !== undefined && 'error' in operation ? operation.error : undefined;
}

describe('a bulk request', () => {
  it('is read operation by operation', () => {
    const { failOnErrors, operations, quirks } = decode(
      [
        post('a'),
        { method: 'PATCH', path: '/Groups/bulkId:a', version: 'W/"3"', data: { Operations: [] } },
        { method: 'DELETE', path: '/Users/2819c223', bulkId: 'tag' },
      ],
      { failOnErrors: 2 },
    );
    expect(failOnErrors).toBe(2);
    expect(quirks).toEqual([]);
    expect(operations).toEqual([
      { index: 0, method: 'POST', type: 'User', bulkId: 'a', data: { userName: 'ada' } },
      {
        index: 1,
        method: 'PATCH',
        type: 'Group',
        bulkId: null,
        target: { bulkId: 'a' },
        version: 'W/"3"',
        data: { Operations: [] },
      },
      { index: 2, method: 'DELETE', type: 'User', bulkId: 'tag', target: { id: '2819c223' }, version: undefined },
    ]);
  });

  it.each([
    ['no object', [], 'malformed-body'],
    ['no operations', { schemas: [BULK] }, 'malformed-bulk'],
    ['an empty list', { schemas: [BULK], Operations: [] }, 'malformed-bulk'],
    ['a failOnErrors of 0', { schemas: [BULK], Operations: [post('a')], failOnErrors: 0 }, 'wrong-type'],
    [
      'a failOnErrors that is a fraction',
      { schemas: [BULK], Operations: [post('a')], failOnErrors: 1.5 },
      'wrong-type',
    ],
  ])('with %s is refused as a whole', (_name, body, code) => {
    expect(() => decodeBulk(body, 'tolerant')).toThrow(expect.objectContaining({ code }));
  });

  it('takes so many operations, and with one more is refused with the limit in the detail', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => post(`b${at}`));
    expect(decode(many(MAX_BULK_OPERATIONS)).operations).toHaveLength(MAX_BULK_OPERATIONS);
    expect(() => decode(many(MAX_BULK_OPERATIONS + 1))).toThrow(
      expect.objectContaining({ status: 413, message: expect.stringContaining(String(MAX_BULK_OPERATIONS)) }),
    );
  });

  it('is bounded in depth', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect(() => decode([post('a', { userName: deep })])).toThrow(expect.objectContaining({ code: 'value-too-deep' }));
  });

  it('may say "post" and leave out the schema, unless the connection is strict', () => {
    const body = { Operations: [{ ...post('a'), method: 'post' }], failOnErrors: '3' };
    const { operations, quirks, failOnErrors } = decodeBulk(body, 'tolerant');
    expect(operations).toMatchObject([{ method: 'POST', bulkId: 'a' }]);
    expect(failOnErrors).toBe(3);
    expect(quirks).toEqual(['bulk-schemas', 'string-number', 'bulk-method-case']);
    expect(() => decodeBulk(body, 'strict')).toThrow(expect.objectContaining({ code: 'wrong-schemas' }));
    expect(errorAt([{ ...post('a'), method: 'post' }], 0, 'strict')?.code).toBe('malformed-bulk');
  });
});

describe('an operation', () => {
  it.each([
    ['is no object', 7],
    ['has no method', { path: '/Users', bulkId: 'a', data: {} }],
    ['has a method that writes nothing', { ...post('a'), method: 'GET' }],
    ['creates without a bulkId', post(undefined)],
    ['has an empty bulkId', post('')],
    ['has a bulkId that is a number', post(7)],
    ['has a bulkId that is too long', post('x'.repeat(MAX_BULK_ID_LENGTH + 1))],
    ['has a bulkId that no answer can hold', post('\ud800')],
    ['creates without data', { method: 'POST', path: '/Users', bulkId: 'a' }],
    ['creates at an id', { ...post('a'), path: '/Users/7' }],
    ['changes without an id', { method: 'PUT', path: '/Users', data: {} }],
    ['changes without data', { method: 'PATCH', path: '/Users/7', data: [] }],
    ['has a version that is a number', { method: 'DELETE', path: '/Users/7', version: 3 }],
  ])('that %s fails by itself', (_name, operation) => {
    const operations = [operation, post('fine')];
    expect(errorAt(operations)).toMatchObject({ code: 'malformed-bulk', status: 400 });
    expect(errorAt(operations)?.message).toContain('Operations[0]');
    expect(errorAt(operations, 1)).toBeUndefined();
  });

  it.each([
    undefined,
    7,
    '',
    '/',
    'Users',
    '/users',
    '/Users/',
    '/Users/7/8',
    '/Users?filter=x',
    '/Users/7#x',
    '/Users/%zz',
    '/Users/../Groups',
    '/../Users',
    '//Users',
    'https://rollcall.test/scim/v2/Users',
    '/Bulk',
    '/Me',
    '/Schemas',
    '/ServiceProviderConfig',
  ])('at %j fails by itself', (path) => {
    expect(errorAt([{ ...post('a'), path }])).toMatchObject({ code: 'invalid-path', status: 400 });
  });

  it('shares its bulkId with no other creation: neither is made, because the name could mean either', () => {
    const operations = [post('a'), post('b'), post('a'), { method: 'DELETE', path: '/Users/7', bulkId: 'b' }];
    expect([0, 1, 2, 3].map((index) => errorAt(operations, index)?.code)).toEqual([
      'wrong-type',
      undefined,
      'wrong-type',
      undefined,
    ]);
  });
});

describe('a reference', () => {
  const [operation] = decode([
    {
      method: 'PATCH',
      path: '/Groups/bulkId:g',
      data: {
        Operations: [
          { op: 'add', path: 'members', value: [{ value: 'bulkId:a' }, 'bulkId:b'] },
          { op: 'remove', path: 'members[value eq "bulkId:c" or value eq "bulkId:\\u0064"]' },
          { op: 'replace', value: { displayName: 'see bulkId:none', nested: { deep: ['bulkId:e'] } } },
        ],
      },
    },
  ]).operations;
  if (operation === undefined || 'error' in operation || !('data' in operation)) throw new Error('it can be read');

  it('is a whole value, a quoted value in a path of a PATCH, or the id of the path', () => {
    expect(finished(referenceSteps(operation))).toEqual(['g', 'a', 'b', 'c', 'd', 'e']);
  });

  it('becomes the id, and everything else stays', () => {
    expect(finished(replacedSteps(operation.data, (bulkId) => `<${bulkId}>`))).toEqual({
      Operations: [
        { op: 'add', path: 'members', value: [{ value: '<a>' }, '<b>'] },
        { op: 'remove', path: 'members[value eq "<c>" or value eq "<d>"]' },
        { op: 'replace', value: { displayName: 'see bulkId:none', nested: { deep: ['<e>'] } } },
      ],
    });
  });

  it('is not seen in a filter that cannot be read, and a prototype stays a member like any other', () => {
    const data = JSON.parse('{"path":"x[y eq \\"bulkId:\\\\z\\"]","__proto__":"bulkId:p"}') as Record<string, string>;
    const replaced = finished(replacedSteps(data, () => 'id'));
    expect(replaced.path).toBe(data.path);
    expect(Object.entries(replaced)).toContainEqual(['__proto__', 'id']);
  });
});

describe('long data', () => {
  const emails = Array.from({ length: 20_000 }, (_, at) => ({ value: `${at}@x` }));
  const long = { Operations: [{ op: 'add', path: 'emails', value: emails }] };

  it('may be interrupted where references are sought, and stays what it is', () => {
    const steps = replacedSteps(long, () => 'id');
    const taken: unknown[] = [];
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) taken.push(step.value);
    expect(taken.length).toBeGreaterThanOrEqual(emails.length / 250);
    expect(step.value).toEqual(long);
  });
});

describe('the order of operations', () => {
  const step = (needs: readonly number[] = [], touches: readonly string[] = []): Step => ({ needs, touches });

  it.each<[string, readonly Step[], readonly (readonly number[])[]]>([
    ['is the order in which they were sent', [step(), step(), step()], [[0], [1], [2]]],
    ['lets one wait for what it needs', [step([2]), step(), step()], [[1], [2], [0]]],
    [
      'holds back what touches the same as one that waits',
      [step([2], ['g']), step([], ['g']), step()],
      [[2], [0], [1]],
    ],
    ['lets others pass', [step([3], ['g']), step([], ['h']), step([], ['g']), step()], [[1], [3], [0], [2]]],
    ['takes a circle as one', [step([2]), step(), step([0])], [[1], [0, 2]]],
    ['takes one that needs itself alone', [step([0]), step()], [[0], [1]]],
    ['runs what a circle needs before it', [step([1, 2]), step([0]), step()], [[2], [0, 1]]],
    ['puts need first where the rules contradict each other', [step([1], ['n']), step([], ['n'])], [[1], [0]]],
    [
      'keeps two circles apart',
      [step([1]), step([0]), step([3]), step([2, 0])],
      [
        [0, 1],
        [2, 3],
      ],
    ],
  ])('%s', (_name, steps, expected) => {
    expect(orderSteps(steps)).toEqual(expected);
  });

  it('runs every step once, behind all that it needs but its own circle', () => {
    const anySteps = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.array(
        fc.record({
          needs: fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 }),
          touches: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
        }),
        { minLength: size, maxLength: size },
      ),
    );
    fc.assert(
      fc.property(anySteps, (steps) => {
        const units = orderSteps(steps);
        expect(units.flat().toSorted((a, b) => a - b)).toEqual(steps.map((_, at) => at));
        const done = new Set<number>();
        for (const unit of units) {
          for (const at of unit) done.add(at);
          for (const need of unit.flatMap((at) => steps[at]?.needs ?? [])) expect(done).toContain(need);
        }
      }),
    );
  });

  it('keeps the sent order of what touches the same, where nothing needs anything', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 })), (touched) => {
        expect(orderSteps(touched.map((touches) => step([], touches))).flat()).toEqual(touched.map((_, at) => at));
      }),
    );
  });

  it('is found in steps, each over what waits', () => {
    const chain = Array.from({ length: 1_000 }, (_, at) => step(at === 999 ? [] : [at + 1]));
    const ordering = orderingSteps(chain);
    let count = 0;
    while (ordering.next().done !== true) count += 1;
    expect(count).toBeGreaterThanOrEqual(chain.length);
  });

  it('is found in time for the longest chain, the longest circle and the most waiting', () => {
    const steps = (needs: (at: number) => number[]) =>
      Array.from({ length: MAX_BULK_OPERATIONS }, (_, at) => step(needs(at), [`${at % 7}`]));
    const last = MAX_BULK_OPERATIONS - 1;
    expect(orderSteps(steps((at) => (at === last ? [] : [at + 1])))).toHaveLength(MAX_BULK_OPERATIONS);
    expect(orderSteps(steps((at) => [(at + 1) % MAX_BULK_OPERATIONS]))).toHaveLength(1);
    expect(orderSteps(steps((at) => (at === last ? [] : [last])))).toHaveLength(MAX_BULK_OPERATIONS);
  });
});

describe('a bulk response', () => {
  it('has the status of each as a text, the version, and a body for what failed', () => {
    const error = new ScimError('duplicate-user');
    const results = [
      {
        method: 'POST',
        bulkId: 'a',
        location: 'https://host/Users/1',
        outcome: { kind: 'done', status: 201, version: 1 },
      },
      { method: null, bulkId: null, location: null, outcome: { kind: 'failed', error, detail: 'Taken.' } },
      {
        method: 'DELETE',
        bulkId: null,
        location: 'https://host/Users/2',
        outcome: { kind: 'done', status: 204, version: null },
      },
    ] as const;
    expect(bulkResponse(results)).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
      Operations: [
        { method: 'POST', bulkId: 'a', version: 'W/"1"', location: 'https://host/Users/1', status: '201' },
        {
          status: '409',
          response: {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
            status: '409',
            scimType: 'uniqueness',
            detail: 'Taken.',
          },
        },
        { method: 'DELETE', location: 'https://host/Users/2', status: '204' },
      ],
    });
  });
});
