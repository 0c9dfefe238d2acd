import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_URN, isJsonObject, USER_URN, type JsonObject } from '#scim';
import { expectSubset } from '../../../../../test/support/expect-subset.js';
import {
  queryOf,
  RESOURCE_ID,
  typeOf,
  wireCases,
  withMemberIds,
  type WireCase,
} from '../../../../../test/support/wire-cases.js';
import type { Answer, TestConnection, TestScimApi } from '../../scim-api.fixture.js';
import { QuirkCount } from './quirk-count.fixture.js';

const quirkCount = new QuirkCount();
// Only now, so that its instruments are counted.
const fixture = await import('../../scim-api.fixture.js');
let api: TestScimApi;

beforeAll(async () => {
  api = await fixture.TestScimApi.start();
});

afterAll(async () => {
  await api.stop();
  await quirkCount.stop();
});

// libs/scim asks the same cases of its pure functions.
describe('the wire cases over HTTP', () => {
  it.each(wireCases())('%s', async (_file, written) => {
    const as = await api.addTenant(written.tolerance === undefined ? {} : { tolerance: written.tolerance });
    const { wireCase, id } = await prepare(written, as);
    const before = await look(wireCase, id, as);
    await quirkCount.take();
    const answer = await send(wireCase, as);
    const quirks = await quirkCount.take();
    const after = await look(wireCase, answer.status === 201 ? String(answer.body.id) : id, as);

    expect([answer.status, answer.body.scimType]).toEqual([wireCase.expect.status, wireCase.expect.scimType]);
    if (answer.status >= 400) expectRefused(wireCase, answer, [before, after]);
    else if (wireCase.request.method === 'GET') expectRead(wireCase, answer, [before, after]);
    else if (wireCase.request.method === 'DELETE') expectDeleted(wireCase, [before, after]);
    else expectWritten(wireCase, answer, [before, after]);
    if (wireCase.expect.quirks !== undefined) expect(quirks).toEqual(wireCase.expect.quirks.toSorted());
  });
});

type Views = readonly [before: View, after: View];

function expectRefused({ request }: WireCase, { body }: Answer, [before, after]: Views): void {
  expect(body).toMatchObject({ schemas: [ERROR_URN], detail: expect.stringMatching(/./) });
  expect([after.resource, after.total]).toEqual([before.resource, before.total]);
  expect(after.topics).toEqual([...before.topics, ...(request.method === 'GET' ? [] : ['rollcall.provisioning.v1'])]);
}

function expectRead(wireCase: WireCase, { body }: Answer, [before, after]: Views): void {
  const { totalResults, resource } = wireCase.expect;
  const [only] = totalResults === undefined ? [body] : ((body.Resources ?? []) as JsonObject[]);
  expect(body.totalResults).toBe(totalResults);
  if (resource !== undefined) expectSubset(withMemberIds(only ?? {}), withMemberIds(resource));
  expect(after.topics).toEqual(before.topics);
}

function expectDeleted(wireCase: WireCase, [before, after]: Views): void {
  expect([after.resource, after.total]).toEqual([null, before.total - 1]);
  expect(after.topics).toEqual([...before.topics, topicOf(wireCase)]);
}

function expectWritten(wireCase: WireCase, answer: Answer, [before, after]: Views): void {
  const { resource = {}, unchanged = false } = wireCase.expect;
  const expected = withMemberIds(resource);
  if (answer.status !== 204) expectSubset(withMemberIds(answer.body), expected);
  expectSubset(withMemberIds(after.resource ?? {}), expected);
  expect(answer.headers.get('etag')).toBe(versionOf(after.resource));
  if (unchanged) expect(after.resource).toEqual(before.resource);
  else expect(versionOf(after.resource)).not.toBe(versionOf(before.resource));
  expect(after.topics).toEqual([...before.topics, ...(unchanged ? [] : [topicOf(wireCase)])]);
}

interface Prepared {
  readonly wireCase: WireCase;
  /** The given resource's; nobody's when none is given. */
  readonly id: string;
}

/** Creates the given resource and every user whom the case names; returns the case with the ids that they got. */
async function prepare(wireCase: WireCase, as: TestConnection): Promise<Prepared> {
  let text = JSON.stringify(wireCase);
  const named = new Set(text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []);
  for (const id of named) {
    if (id === RESOURCE_ID) continue;
    text = text.replaceAll(id, await create('/Users', { schemas: [USER_URN], userName: `${id}@named.example` }, as));
  }
  const { given } = JSON.parse(text) as WireCase;
  const id = given.resource === null ? RESOURCE_ID : await create(collectionOf(wireCase), given.resource, as);
  return { wireCase: JSON.parse(text.replaceAll(RESOURCE_ID, id).replaceAll('{id}', id)) as WireCase, id };
}

async function create(path: string, body: JsonObject, as: TestConnection): Promise<string> {
  const { status, body: created } = await api.ask('POST', path, { body, as });
  expect(status).toBe(201);
  return String(created.id);
}

function send(wireCase: WireCase, as: TestConnection): Promise<Answer> {
  const { method, path, body } = wireCase.request;
  const query = queryOf(wireCase).toString();
  const [resource] = path.split('?');
  return api.ask(method, query === '' ? path : `${resource}?${query}`, { body, as });
}

interface View {
  readonly resource: JsonObject | null;
  /** How many resources of the type there are. */
  readonly total: number;
  readonly topics: readonly string[];
}

async function look(wireCase: WireCase, id: string, as: TestConnection): Promise<View> {
  const collection = collectionOf(wireCase);
  const read = await api.ask('GET', `${collection}/${id}`, { as });
  const list = await api.ask('GET', `${collection}?count=0`, { as });
  const { rows } = await api.owner.query<{ topic: string }>(
    'select topic from outbox where tenant_id = $1 order by id',
    [as.tenantId],
  );
  return {
    resource: read.status === 200 && isJsonObject(read.body) ? read.body : null,
    total: Number(list.body.totalResults),
    topics: rows.map(({ topic }) => topic),
  };
}

const collectionOf = (wireCase: WireCase): string => `/${typeOf(wireCase)}s`;
const topicOf = (wireCase: WireCase): string =>
  typeOf(wireCase) === 'User' ? 'rollcall.users.v1' : 'rollcall.groups.v1';

function versionOf(resource: JsonObject | null): unknown {
  return isJsonObject(resource?.meta) ? resource.meta.version : null;
}
