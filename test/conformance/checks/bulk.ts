import type { Check, Needs } from '../check.js';
import type { Answer } from '../client.js';
import { expectError, expectResource, expectStatus, expectThat, expectValue, show } from '../expect.js';
import { at, type Json, type JsonObject, listAt, textAt, wordOf } from '../json.js';
import type { Probe } from '../probe.js';
import { BULK_REQUEST, BULK_RESPONSE, ENTERPRISE, PATCH_OP } from '../urns.js';
import { ABSENT_ID } from '../values.js';

const CLAUSE = 'RFC 7644 §3.7';
const NEEDS: Needs = { features: ['bulk'] };

export const BULK: readonly Check[] = [
  {
    id: 'bulk.create',
    level: 'MUST',
    source: CLAUSE,
    expected: 'a POST in a bulk is answered with 201 as a string, its bulkId, and the location of the resource',
    needs: NEEDS,
    run: async (probe) => {
      const answer = await bulk(probe, [create(probe, 'a')]);
      const [operation] = expectBulk(answer, 1);
      expectThat(at(operation, 'status') === '201', answer, `status is ${show(at(operation, 'status'))}`);
      expectThat(at(operation, 'bulkId') === 'a', answer, `bulkId is ${show(at(operation, 'bulkId'))}`);
      expectStatus(await probe.get(pathOf(probe, operation)), 200);
    },
  },
  {
    id: 'bulk.all-methods',
    level: 'MUST',
    source: CLAUSE,
    expected: 'PUT, PATCH and DELETE in a bulk do what they do alone',
    needs: { features: ['bulk', 'patch'], attributes: ['title'] },
    run: async (probe) => {
      const [put, patched, gone] = [await probe.user(), await probe.user(), await probe.user()];
      const answer = await bulk(probe, [
        { method: 'PUT', path: put.path, data: { ...probe.userBody({ title: 'Pilot' }), userName: put.body.userName } },
        {
          method: 'PATCH',
          path: patched.path,
          data: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 'Pilot' }] },
        },
        { method: 'DELETE', path: gone.path },
      ]);
      const operations = expectBulk(answer, 3);
      const statuses = operations.map((operation) => wordOf(at(operation, 'status')));
      expectThat(/^200,20[04],204$/.test(statuses.join()), answer, `the statuses are ${statuses.join()}`);
      expectValue(await probe.read(put), ['title'], 'Pilot');
      expectValue(await probe.read(patched), ['title'], 'Pilot');
      expectStatus(await probe.get(gone.path), 404);
    },
  },
  {
    id: 'bulk.reference',
    level: 'MUST',
    source: 'RFC 7644 §3.7.2',
    expected: 'bulkId:… in a value is the id of what that operation creates',
    needs: { features: ['bulk'], attributes: [`${ENTERPRISE}:manager`] },
    run: async (probe) => {
      const led = probe.userBody({ [ENTERPRISE]: { manager: { value: 'bulkId:boss' } } });
      const answer = await bulk(probe, [create(probe, 'boss'), { ...create(probe, 'led'), data: led }]);
      const [boss, report] = expectBulk(answer, 2);
      const later = await probe.get(pathOf(probe, report));
      expectValue(later, [ENTERPRISE, 'manager', 'value'], pathOf(probe, boss).split('/').at(-1));
    },
  },
  {
    id: 'bulk.reference-group',
    level: 'MUST',
    source: 'RFC 7644 §3.7.2',
    expected: 'a group can have a member that the same bulk creates, whichever stands first',
    needs: { features: ['bulk'], groups: true },
    run: async (probe) => {
      const group = {
        method: 'POST',
        path: probe.groups,
        bulkId: 'g',
        data: probe.groupBody({ members: [{ value: 'bulkId:u' }] }),
      };
      const answer = await bulk(probe, [group, create(probe, 'u')]);
      const operations = expectBulk(answer, 2);
      const made = (bulkId: string): Json => operations.find((one) => at(one, 'bulkId') === bulkId) ?? null;
      const later = await probe.get(`${probe.groups}/${idIn(made('g'))}`);
      expectValue(later, ['members', 0, 'value'], idIn(made('u')));
    },
  },
  {
    id: 'bulk.unknown-reference',
    level: 'MUST',
    source: 'RFC 7644 §3.7.1, §3.7.2',
    expected: 'an operation with a bulkId that nobody creates fails, and the user does not come to be',
    needs: { features: ['bulk'], attributes: [`${ENTERPRISE}:manager`] },
    run: async (probe) => {
      await expectBulkWorks(probe);
      const data = probe.userBody({ [ENTERPRISE]: { manager: { value: 'bulkId:nobody' } } });
      const answer = await bulk(probe, [{ ...create(probe, 'led'), data }]);
      if (answer.status >= 400) {
        expectError(answer, { status: [400, 409] });
        return;
      }
      const [operation] = expectBulk(answer, 1);
      expectThat(/^4/.test(wordOf(at(operation, 'status'))), answer, `status is ${show(at(operation, 'status'))}`);
    },
  },
  {
    id: 'bulk.continues',
    level: 'MUST',
    source: CLAUSE,
    expected: 'without failOnErrors the operations after a failure are done all the same',
    needs: NEEDS,
    run: async (probe) => {
      const answer = await bulk(probe, [{ method: 'DELETE', path: `${probe.users}/${ABSENT_ID}` }, create(probe, 'a')]);
      const [failed, created] = expectBulk(answer, 2);
      expectThat(at(failed, 'status') === '404', answer, `the first status is ${show(at(failed, 'status'))}`);
      expectThat(at(created, 'status') === '201', answer, `the second status is ${show(at(created, 'status'))}`);
    },
  },
  {
    id: 'bulk.error-response',
    level: 'MUST',
    source: CLAUSE,
    expected: 'a failed operation carries the SCIM error as its response, and a POST no location',
    needs: NEEDS,
    run: async (probe) => {
      const taken = await probe.user();
      const answer = await bulk(probe, [
        { ...create(probe, 'a'), data: { ...probe.userBody(), userName: taken.body.userName } },
      ]);
      const [operation] = expectBulk(answer, 1);
      expectThat(at(operation, 'status') === '409', answer, `status is ${show(at(operation, 'status'))}`);
      expectThat(textAt(operation, 'response', 'scimType') === 'uniqueness', answer, 'the response is not the error');
      expectThat(at(operation, 'location') === undefined, answer, 'there is a location');
    },
  },
  {
    id: 'bulk.fail-on-errors',
    level: 'MUST',
    source: CLAUSE,
    expected: 'after failOnErrors failures nothing more is done',
    needs: NEEDS,
    run: async (probe) => {
      const absent = { method: 'DELETE', path: `${probe.users}/${ABSENT_ID}` };
      const answer = await bulk(probe, [absent, create(probe, 'a')], { failOnErrors: 1 });
      const operations = expectBulk(answer);
      const created = operations.find((operation) => at(operation, 'status') === '201');
      expectThat(created === undefined, answer, 'the second operation was done');
    },
  },
  {
    id: 'bulk.post-without-bulkid',
    level: 'MUST',
    source: `${CLAUSE} (bulkId is required for POST)`,
    expected: 'a POST without bulkId is refused',
    needs: NEEDS,
    run: async (probe) => {
      await expectBulkWorks(probe);
      const { bulkId: _, ...operation } = create(probe, 'a');
      const answer = await bulk(probe, [operation]);
      if (answer.status >= 400) {
        expectError(answer, { status: 400 });
        return;
      }
      const [only] = expectBulk(answer, 1);
      expectThat(at(only, 'status') === '400', answer, `status is ${show(at(only, 'status'))}`);
    },
  },
  {
    id: 'bulk.max-operations',
    level: 'MUST',
    source: 'RFC 7644 §3.7.4',
    expected: 'more operations than maxOperations are refused with 413',
    needs: NEEDS,
    run: async (probe) => {
      await expectBulkWorks(probe);
      const limit = probe.target.limit('bulk', 'maxOperations');
      if (limit === undefined || limit > 10_000) return probe.skip('maxOperations is too many to exceed in a check');
      const absent = { method: 'DELETE', path: `${probe.users}/${ABSENT_ID}` };
      const answer = await bulk(
        probe,
        Array.from({ length: limit + 1 }, () => absent),
      );
      expectError(answer, { status: 413 });
    },
  },
  {
    id: 'bulk.max-payload',
    level: 'MUST',
    source: 'RFC 7644 §3.7.4',
    expected: 'a body larger than maxPayloadSize is refused with 413',
    needs: NEEDS,
    run: async (probe) => {
      await expectBulkWorks(probe);
      const limit = probe.target.limit('bulk', 'maxPayloadSize');
      if (limit === undefined || limit > 20_000_000)
        return probe.skip('maxPayloadSize is too much to exceed in a check');
      const data = { ...probe.userBody(), displayName: 'x'.repeat(limit) };
      expectError(await bulk(probe, [{ ...create(probe, 'a'), data }]), { status: 413 });
    },
  },
  {
    id: 'bulk.circle',
    level: 'SHOULD',
    source: 'RFC 7644 §3.7.1',
    expected: 'two users that are each other’s manager come to be, or both fail with 409',
    needs: { features: ['bulk'], attributes: [`${ENTERPRISE}:manager`] },
    run: async (probe) => {
      await expectBulkWorks(probe);
      const led = (by: string): JsonObject => probe.userBody({ [ENTERPRISE]: { manager: { value: `bulkId:${by}` } } });
      const answer = await bulk(probe, [
        { ...create(probe, 'a'), data: led('b') },
        { ...create(probe, 'b'), data: led('a') },
      ]);
      const operations = expectBulk(answer, 2);
      const statuses = operations.map((operation) => wordOf(at(operation, 'status')));
      expectThat(/^(?:201,201|409,409)$/.test(statuses.join()), answer, `the statuses are ${statuses.join()}`);
      if (statuses[0] !== '201') return;
      const [a, b] = operations;
      const later = await probe.get(pathOf(probe, a));
      expectValue(later, [ENTERPRISE, 'manager', 'value'], idIn(b));
    },
  },
  {
    id: 'bulk.unknown-path',
    level: 'MUST',
    source: `${CLAUSE}, §3.12`,
    expected: 'an operation on an endpoint that does not exist fails alone',
    needs: NEEDS,
    run: async (probe) => {
      await expectBulkWorks(probe);
      const answer = await bulk(probe, [{ method: 'POST', path: '/NoSuchEndpoint', bulkId: 'a', data: {} }]);
      if (answer.status >= 400) {
        expectError(answer, { status: [400, 404] });
        return;
      }
      const [only] = expectBulk(answer, 1);
      expectThat(/^4/.test(wordOf(at(only, 'status'))), answer, `status is ${show(at(only, 'status'))}`);
    },
  },
  {
    id: 'bulk.not-a-list',
    level: 'MUST',
    source: `${CLAUSE}, §3.12`,
    expected: 'a bulk whose Operations is no list is refused with 400',
    needs: NEEDS,
    run: async (probe) => {
      await expectBulkWorks(probe);
      expectError(await probe.post('/Bulk', { schemas: [BULK_REQUEST], Operations: 'all' }), { status: 400 });
    },
  },
  {
    id: 'bulk.not-offered',
    level: 'SHOULD',
    source: 'RFC 7644 §3.7, §3.12 (501)',
    expected: 'where bulk is not offered a bulk is 501, or 404',
    run: async (probe) => {
      if (probe.target.announced.includes('bulk')) return probe.skip('bulk is offered');
      expectStatus(await bulk(probe, []), 404, 501);
    },
  },
];

/** Otherwise a target that refuses every bulk would pass. */
async function expectBulkWorks(probe: Probe): Promise<void> {
  await probe.shared('bulk-works', async () => {
    const answer = await bulk(probe, [create(probe, 'a')]);
    if (answer.status !== 200) probe.skip(`nothing to check with: a plain bulk is answered ${answer.status}`);
  });
}

function create(probe: Probe, bulkId: string): JsonObject {
  return { method: 'POST', path: probe.users, bulkId, data: probe.userBody() };
}

function bulk(probe: Probe, operations: readonly JsonObject[], rest: JsonObject = {}): Promise<Answer> {
  return probe.post('/Bulk', { schemas: [BULK_REQUEST], ...rest, Operations: operations });
}

function expectBulk(answer: Answer, length?: number): readonly Json[] {
  const body = expectResource(answer, 200);
  expectThat(listAt(body, 'schemas').includes(BULK_RESPONSE), answer, `schemas are ${show(body.schemas)}`);
  const operations = listAt(body, 'Operations');
  const fits = length === undefined || operations.length === length;
  expectThat(fits, answer, `${operations.length} operations are answered instead of ${length}`);
  return operations;
}

function idIn(operation: Json | undefined): string {
  return (textAt(operation, 'location') ?? 'no location').split('/').at(-1) ?? '';
}

function pathOf(probe: Probe, operation: Json | undefined): string {
  return `${probe.users}/${idIn(operation)}`;
}
