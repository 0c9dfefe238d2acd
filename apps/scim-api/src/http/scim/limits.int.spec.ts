import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  MAX_BODY_DEPTH,
  MAX_BODY_NAMES,
  MAX_BULK_BYTES,
  MAX_BULK_ID_LENGTH,
  MAX_FILTER_DEPTH,
  MAX_FILTER_LENGTH,
  MAX_KEY_LENGTH,
  MAX_OPERATIONS,
  MAX_PAGE_SIZE,
  MAX_PATH_LENGTH,
  MAX_TEXT_LENGTH,
  MAX_VALUES,
} from '#scim';
import { MAX_HEADER_BYTES } from '#service';
import { TestScimApi, type Answer } from '../../scim-api.fixture.js';
import { READ_TIMEOUT_MS } from '../../open-pools.js';
import { MAX_PAGE_BYTES } from '../../storage/read/page-statements.js';
import { BULK } from './bulk.fixture.js';

let api: TestScimApi;
let id: string;

beforeAll(async () => {
  api = await TestScimApi.start();
  const { body } = await api.ask('POST', '/Users', { body: { userName: 'limits@x' } });
  id = String(body.id);
}, 60_000);

afterAll(() => api.stop());

let names = 0;
const post = (more: object): Promise<Answer> =>
  api.ask('POST', '/Users', { body: { userName: `limit${(names += 1)}@x`, ...more } });
const patch = (Operations: readonly object[]): Promise<Answer> => {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
  return api.ask('PATCH', `/Users/${id}`, { body: { schemas, Operations } });
};
const list = (query: Record<string, string>): Promise<Answer> =>
  api.ask('GET', `/Users?${new URLSearchParams(query).toString()}`);
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

interface Case {
  readonly max: number;
  readonly ask: (size: number) => Promise<Answer>;
  readonly met: number;
  readonly beyond: readonly [number, string | undefined];
}

const CASES: Readonly<Record<string, Case>> = {
  MAX_BULK_BYTES: {
    max: MAX_BULK_BYTES,
    ask: (size) => {
      const text = JSON.stringify({ userName: `bytes${size}@x` });
      return api.ask('POST', '/Users', { text: text.padEnd(size, ' ') });
    },
    met: 201,
    beyond: [413, undefined],
  },
  MAX_BODY_DEPTH: {
    max: MAX_BODY_DEPTH,
    ask: (size) => post({ unknown: nested(size - 1) }),
    met: 201,
    beyond: [400, 'invalidSyntax'],
  },
  MAX_BODY_NAMES: {
    max: MAX_BODY_NAMES,
    // The userName is one of them.
    ask: (size) => post(Object.fromEntries(Array.from({ length: size - 1 }, (_, at) => [`unknown${at}`, 1]))),
    met: 201,
    beyond: [413, undefined],
  },
  MAX_OPERATIONS: {
    max: MAX_OPERATIONS,
    ask: (size) => patch(Array.from({ length: size }, () => ({ op: 'replace', path: 'title', value: 'x' }))),
    met: 200,
    beyond: [413, undefined],
  },
  MAX_BULK_ID_LENGTH: {
    max: MAX_BULK_ID_LENGTH,
    ask: async (size) => {
      const operation = {
        method: 'POST',
        path: '/Users',
        bulkId: 'b'.repeat(size),
        data: { userName: `bulk${size}@x`, schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] },
      };
      const answer = await api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations: [operation] } });
      const [one] = answer.body.Operations as unknown as { status: string; response?: Answer['body'] }[];
      return { ...answer, status: Number(one?.status), body: one?.response ?? {} };
    },
    met: 201,
    beyond: [400, 'invalidSyntax'],
  },
  MAX_PATH_LENGTH: {
    max: MAX_PATH_LENGTH,
    ask: (size) => {
      const [begin, end] = ['emails[type eq "', '"].value'];
      const type = 't'.repeat(size - begin.length - end.length);
      return patch([{ op: 'add', path: `${begin}${type}${end}`, value: 'a@x' }]);
    },
    met: 200,
    beyond: [400, 'invalidPath'],
  },
  MAX_FILTER_LENGTH: {
    max: MAX_FILTER_LENGTH,
    ask: (size) => list({ filter: 'userName eq "a"'.padEnd(size, ' ') }),
    met: 200,
    beyond: [400, 'invalidFilter'],
  },
  MAX_FILTER_DEPTH: {
    max: MAX_FILTER_DEPTH,
    ask: (size) => list({ filter: `${'('.repeat(size)}userName eq "a"${')'.repeat(size)}` }),
    met: 200,
    beyond: [400, 'invalidFilter'],
  },
  MAX_TEXT_LENGTH: {
    max: MAX_TEXT_LENGTH,
    ask: (size) => post({ title: 'x'.repeat(size) }),
    met: 201,
    beyond: [400, 'invalidValue'],
  },
  MAX_KEY_LENGTH: {
    max: MAX_KEY_LENGTH,
    ask: (size) => post({ userName: 'k'.repeat(size) }),
    met: 201,
    beyond: [400, 'invalidValue'],
  },
  MAX_VALUES: {
    max: MAX_VALUES,
    ask: (size) => post({ emails: Array.from({ length: size }, (_, at) => ({ value: `${at}@x` })) }),
    met: 201,
    beyond: [400, 'invalidValue'],
  },
};

describe('a bound', () => {
  it.each(Object.entries(CASES))('%s holds for what meets it, and not for one more', async (_name, one) => {
    const met = await one.ask(one.max);
    const beyond = await one.ask(one.max + 1);
    expect([met.status, beyond.status, beyond.body.scimType]).toEqual([one.met, ...one.beyond]);
  });

  it('MAX_HEADER_BYTES is that of the address and all headers', async () => {
    const { status } = await api.ask('GET', '/Users?count=0', {
      headers: { 'x-filler': 'x'.repeat(MAX_HEADER_BYTES / 2) },
    });
    expect(status).toBe(200);
    const beyond = await fetch(`${api.service.url}/scim/v2/Users?x=${'x'.repeat(MAX_HEADER_BYTES)}`);
    expect(beyond.status).toBe(431);
  });

  it('MAX_PAGE_SIZE ends a page', async () => {
    const as = await api.addTenant();
    await Promise.all(
      Array.from({ length: MAX_PAGE_SIZE + 1 }, (_, at) =>
        api.ask('POST', '/Users', { body: { userName: `p${at}` }, as }),
      ),
    );
    for (const count of [MAX_PAGE_SIZE, MAX_PAGE_SIZE + 1]) {
      const { body } = await api.ask('GET', `/Users?count=${count}`, { as });
      expect([body.itemsPerPage, body.totalResults]).toEqual([MAX_PAGE_SIZE, MAX_PAGE_SIZE + 1]);
    }
  }, 30_000);

  it('MAX_PAGE_BYTES ends a page', async () => {
    const as = await api.addTenant();
    const half = MAX_PAGE_BYTES / 2;
    for (const [name, bytes] of [
      ['first', half],
      ['second', half],
    ] as const) {
      const { body } = await api.ask('POST', '/Users', { body: { userName: name }, as });
      await api.owner.query('update users set attributes = rpad(attributes, $2) where id = $1', [body.id, bytes]);
    }
    const shown = async (): Promise<unknown> => (await api.ask('GET', '/Users', { as })).body.itemsPerPage;
    expect(await shown()).toBe(2);
    await api.owner.query(`update users set attributes = attributes || ' ' where tenant_id = $1`, [as.tenantId]);
    expect(await shown()).toBe(1);
  });

  it(
    'READ_TIMEOUT_MS ends a read in the database',
    async () => {
      await api.owner.query('begin; lock table users in access exclusive mode');
      const { status, body } = await list({ filter: 'displayName co "x"' });
      await api.owner.query('rollback');
      expect([status, body.scimType]).toEqual([400, 'tooMany']);
    },
    READ_TIMEOUT_MS + 20_000,
  );
});
