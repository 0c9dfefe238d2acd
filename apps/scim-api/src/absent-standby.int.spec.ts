import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { openPool } from '#postgres';
import type { RunningService } from '#service';
import { cancelWaits, commitsThatWait, withAbsentStandby } from '../../../test/support/absent-standby.js';
import { eventually } from '../../../test/support/eventually.js';
import { type Answer, TestScimApi } from './scim-api.fixture.js';
import { Refusals, REFUSALS_LISTED } from './storage/refusals.js';
import { IN_FLIGHT_OF_TENANT } from './storage/writer/writer.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

let api: TestScimApi;
/** Its commits wait for a standby that is away. */
let service: RunningService;
beforeAll(async () => {
  // The first one makes the signing key, which is a commit as well.
  api = await TestScimApi.start();
  service = await api.replica(withAbsentStandby);
});
afterAll(async () => {
  await cancelWaits(api.owner, 0);
  await service.stop();
  await api.stop();
});

const scim = (method: string, path: string, body?: unknown): Promise<Answer> =>
  api.ask(method, path, { at: service, ...(body === undefined ? {} : { body }) });

async function admin(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${service.internalUrl}/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${'o'.repeat(32)}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** Everything that commits before it answers, each with the code of its answer when nobody knows. */
const WRITES: readonly (readonly [string, string, () => Promise<Answer>])[] = [
  ['a user', 'not known whether', () => scim('POST', '/Users', { userName: `${uuid()}@a.example` })],
  ['a group', 'not known whether', () => scim('POST', '/Groups', { displayName: uuid() })],
  ['a Bulk', 'not known whether', () => scim('POST', '/Bulk', bulkOf({ userName: `${uuid()}@b.example` }))],
  // What was refused is known, and not whether it was recorded: it is repeated, and refused and recorded then.
  ['a refusal', 'not ready', () => scim('DELETE', `/Users/${uuid()}`)],
  ['a tenant', 'commit-unknown', () => admin('POST', '/tenants', { name: 'Acme', notificationAddress: 'a@b.example' })],
  ['a connection', 'commit-unknown', () => admin('POST', `/tenants/${api.first.tenantId}/connections`, { name: 'c' })],
  ['a revocation', 'commit-unknown', revoke],
  ['a definition', 'commit-unknown', () => admin('PUT', attribute('Level'), { type: 'number', description: '' })],
];

const bulkOf = (data: object): object => ({
  schemas: [BULK],
  Operations: [{ method: 'POST', path: '/Users', bulkId: 'a', data }],
});

const attribute = (name: string): string => `/tenants/${api.first.tenantId}/attributes/${name}`;

async function revoke(): Promise<Answer> {
  const { tenantId, connectionId, credentialId } = await api.addTenant();
  return admin('DELETE', `/tenants/${tenantId}/connections/${connectionId}/credentials/${credentialId}`);
}

/** Transactions that told something: an act may be two events. */
async function told(): Promise<number> {
  const { rows } = await api.owner.query<{ count: number }>(
    'select count(distinct xmin::text)::int as count from outbox',
  );
  return rows[0]?.count ?? 0;
}

describe('a write that the standby may not have', () => {
  it.each(WRITES)('of %s is answered 503 and run once', async (_what, words, write) => {
    const before = await told();
    const answer = write();
    await cancelWaits(api.owner);
    const { status, body } = await answer;
    const operation = (body as { Operations?: { status: string; response: unknown }[] }).Operations?.[0];
    expect(Number(operation?.status ?? status)).toBe(503);
    expect(JSON.stringify(operation?.response ?? body)).toContain(words);
    expect((await told()) - before).toBeLessThanOrEqual(1);
    expect(await commitsThatWait(api.owner)).toBe(0);
  });
});

/** What takes all places of one tenant, and the two of the admin API: its refusal, its writes. */
const HOLDING: readonly (() => Promise<Answer>)[] = [
  () => scim('DELETE', `/Users/${uuid()}`),
  ...Array.from(
    { length: IN_FLIGHT_OF_TENANT },
    () => () => scim('POST', '/Users', { userName: `${uuid()}@a.example` }),
  ),
  // Not two tenants: the second one waits for the first, whose slug it might want.
  () => admin('POST', '/tenants', { name: 'Acme', notificationAddress: 'a@b.example' }),
  () => admin('PUT', attribute('Grade'), { type: 'number', description: '' }),
];
const HELD = HOLDING.length;

describe('while a standby is away', () => {
  it('writes are answered 503 in time, reads go on, and no more commits wait than there are places for', async () => {
    const { body } = await api.ask('POST', '/Users', { body: { userName: 'ada@a.example' } });
    const writes: Promise<Answer>[] = [];
    // One after the other: those that arrive together share a transaction, and a refusal among them waits for its commit.
    for (const write of HOLDING) {
      writes.push(write());
      await eventually(`${writes.length} commits wait`, async () => {
        return (await commitsThatWait(api.owner)) === writes.length;
      });
    }
    const answers = Promise.all([...writes, ...[0, 1].flatMap(() => WRITES.map(([, , write]) => write()))]);

    const reads = [
      () => scim('GET', `/Users/${String(body.id)}`),
      () => scim('GET', `/Users?filter=${encodeURIComponent('userName eq "ada@a.example"')}`),
      () => scim('GET', '/Groups'),
      () => admin('GET', '/tenants'),
      () => fetch(`${service.url}/readyz`),
    ];
    let isAnswered = false;
    void answers.finally(() => (isAnswered = true));
    let slowest = 0;
    const statuses = new Set<number>();
    await eventually(
      'every write is answered',
      async () => {
        for (const read of reads) {
          const begun = performance.now();
          statuses.add((await read()).status);
          slowest = Math.max(slowest, performance.now() - begun);
        }
        return isAnswered;
      },
      { timeout: 25_000 },
    );
    expect([...statuses]).toEqual([200]);
    expect(slowest).toBeLessThan(2_000);
    const statusesTold = (await answers).map(({ status, body: { Operations: operations } }) =>
      Number((operations as { status: string }[] | undefined)?.[0]?.status ?? status),
    );
    expect(new Set(statusesTold)).toEqual(new Set([503]));
    // A write that was answered keeps its connection, and its tenant's place with it: the next ones had none.
    expect(await commitsThatWait(api.owner)).toBe(HELD);
    // A neighbour's write, and its refusal, come as far as the database all the same.
    const as = await api.addTenant();
    const refused = api.ask('DELETE', `/Users/${uuid()}`, { at: service, as });
    // It needs the last place before the write has it.
    await eventually('a refusal commits', async () => (await commitsThatWait(api.owner)) === HELD + 1);
    const neighbours = Promise.all([
      refused,
      api.ask('POST', '/Users', { at: service, as, body: { userName: 'kim@b.example' } }),
    ]);
    await eventually('a neighbour commits', async () => (await commitsThatWait(api.owner)) === HELD + 2);

    // The standby is back, as it were: the connections are given back, and the next write is tried.
    await cancelWaits(api.owner, HELD + 2);
    await neighbours;
    const next = scim('POST', '/Users', { userName: 'next@a.example' });
    await cancelWaits(api.owner);
    expect(JSON.stringify((await next).body)).toContain('not known whether');
  }, 60_000);

  it('a count of refusals that may be recorded stays the same event until it is', async () => {
    const as = await api.addTenant();
    const log = { warn: () => undefined };
    const pool = openPool({ url: api.database.url('scim'), applicationName: 'refusals', max: 1 });
    const refusals = new Refusals(pool, { ring: () => undefined }, log);
    const refusal = {
      tenantId: as.tenantId,
      actor: as,
      traceparent: null,
      method: 'DELETE',
      resourceType: null,
      resourceId: null,
      status: 404,
      scimType: null,
      reason: 'not-found',
      path: null,
      rule: '',
    };
    for (let n = 0; n < REFUSALS_LISTED + 3; n += 1) await refusals.record({ ...refusal, requestId: uuid() });
    await pool.query('set synchronous_commit = on');
    const closing = refusals.close();
    await cancelWaits(api.owner);
    await closing;
    await refusals.close();
    await refusals.close();
    await pool.end();
    const { rows } = await api.owner.query<{ headers: string; value: string }>(
      `select headers, value from outbox where tenant_id = $1 and headers like '%RefusalsSuppressed%'`,
      [as.tenantId],
    );
    expect(rows.map(({ value }) => (JSON.parse(value) as { count: number }).count)).toEqual([3, 3]);
    expect(new Set(rows.map(({ headers }) => (JSON.parse(headers) as { ce_id: string }).ce_id)).size).toBe(1);
  });
});
