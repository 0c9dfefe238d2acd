import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import type { RunningService } from '#service';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';
import { THROTTLED_LISTED } from '../../storage/refusals.js';
import { leaseTokens } from '../../storage/statements/lease-tokens.js';
import { BULK, postUser } from './bulk.fixture.js';
import { portionOf } from '../../tenants/rate-limits.js';

let api: TestScimApi;
let second: RunningService;

beforeAll(async () => {
  api = await TestScimApi.start();
  second = await api.replica();
}, 60_000);

afterAll(async () => {
  await second.stop();
  await api.stop();
});

// So slow that a test's time adds next to nothing.
const SLOW = { perSecond: 1, burst: 40 };

async function letThrough(as: TestConnection, count: number): Promise<number> {
  const places = [api.service, second];
  const answers = await Promise.all(
    Array.from({ length: count }, (_, at) => api.ask('GET', '/Users?count=0', { as, at: places[at % 2] ?? second })),
  );
  return answers.filter(({ status }) => status === 200).length;
}

/** Moves the bucket's clock: what came in these seconds is there at once. */
async function pass(as: TestConnection, seconds: number): Promise<void> {
  await api.owner.query(
    `update rate_buckets set filled_at = filled_at - make_interval(secs => $2) where connection_id = $1`,
    [as.connectionId, seconds],
  );
}

/** Leaves a debt of an hour: however slow the machine is, nothing is let in meanwhile. */
async function exhaust(as: TestConnection): Promise<void> {
  await letThrough(as, 60);
  await api.owner.query('update rate_buckets set tokens = -3600 where connection_id = $1', [as.connectionId]);
  await eventually('the last tokens are spent', async () => (await letThrough(as, 4)) === 0);
}

describe('two replicas', () => {
  it('let through together what the limit says, but for a portion each', async () => {
    const as = await api.addTenant({ rateLimit: SLOW });
    const begun = performance.now();

    const through = await letThrough(as, 120);

    const came = Math.ceil((performance.now() - begun) / 1_000) * SLOW.perSecond;
    expect(through).toBeLessThanOrEqual(SLOW.burst + came);
    expect(through).toBeGreaterThanOrEqual(SLOW.burst - 2 * portionOf(SLOW));
  }, 20_000);

  it('let in again what has come since, and the other connections all the time', async () => {
    const as = await api.addTenant({ rateLimit: SLOW });
    await letThrough(as, 60);
    expect((await api.ask('GET', '/Users?count=0')).status).toBe(200);
    await pass(as, 20);
    await eventually(
      'the next request is let in',
      async () => (await api.ask('GET', '/Users?count=0', { as })).status === 200,
    );
    const through = await letThrough(as, 60);
    expect(through).toBeGreaterThanOrEqual(19 - 2 * portionOf(SLOW));
    expect(through).toBeLessThan(SLOW.burst);
  }, 20_000);
});

describe('the shared bucket', () => {
  it('grants all that is lacking or nothing, never more than came, and nothing for a clock that goes back', async () => {
    const { connectionId } = await api.addTenant();
    const pool = new Pool({ connectionString: api.database.url('scim'), max: 8 });
    const lease = leaseTokens(pool);
    const ask = (needed: number, portion = 1) => lease({ connectionId, limit: SLOW, needed, portion });
    try {
      const all = await Promise.all(Array.from({ length: 60 }, () => ask(1)));
      const granted = all.reduce((sum, leased) => sum + leased.granted, 0);
      expect(granted).toBeGreaterThanOrEqual(SLOW.burst);
      expect(granted).toBeLessThan(SLOW.burst + 10);
      await api.owner.query(
        `update rate_buckets set tokens = 10.5, filled_at = clock_timestamp() + interval '1 hour' where connection_id = $1`,
        [connectionId],
      );
      expect(await ask(11)).toEqual({ granted: 0, lacking: 0.5 });
      expect(await ask(2, 5)).toEqual({ granted: 5, lacking: 0 });
      expect(await ask(5, 9)).toEqual({ granted: 5, lacking: 0 });
      // Beyond half the burst: at half a bucket, which is in debt afterwards.
      expect(await ask(100)).toEqual({ granted: 0, lacking: 19.5 });
      await api.owner.query('update rate_buckets set tokens = 20 where connection_id = $1', [connectionId]);
      expect(await ask(100)).toEqual({ granted: 100, lacking: 0 });
      expect(await ask(1)).toEqual({ granted: 0, lacking: 81 });
    } finally {
      await pool.end();
    }
  }, 20_000);
});

describe('a request beyond the limit', () => {
  const beyond = async (as: TestConnection): Promise<Answer> => {
    await exhaust(as);
    return api.ask('POST', '/Users', { body: { userName: 'late@x' }, as });
  };

  it('is answered 429 with Retry-After in whole seconds, and stores nothing', async () => {
    const as = await api.addTenant({ rateLimit: SLOW });
    const { status, headers, body } = await beyond(as);
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(headers.get('content-type')).toContain('application/scim+json');
    expect(body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '429' });
    expect(String(body.detail)).toMatch(
      /1 requests per second, and 40 at once; repeat after \d+ s.* \(request [0-9a-f-]{36}\)$/,
    );
    const { rows } = await api.owner.query('select 1 from users where tenant_id = $1', [as.tenantId]);
    expect(rows).toEqual([]);
  }, 20_000);

  it('fills neither the audit log nor the place of other refusals', async () => {
    const as = await api.addTenant({ rateLimit: SLOW });
    await exhaust(as);
    const writes = Array.from({ length: 40 }, () => api.ask('POST', '/Users', { body: {}, as }));
    expect((await Promise.all(writes)).filter(({ status }) => status === 429).length).toBeGreaterThan(THROTTLED_LISTED);
    await pass(as, 4_000);
    await eventually(
      'the limit lets in again',
      async () => (await api.ask('POST', '/Users', { body: {}, as })).status === 400,
    );
    const { rows } = await api.owner.query<{ value: string }>(
      `select value from outbox where tenant_id = $1 and topic = 'rollcall.provisioning.v1' order by id`,
      [as.tenantId],
    );
    const reasons = rows.map(({ value }) => (JSON.parse(value) as { reason: string }).reason);
    expect(reasons.filter((reason) => reason === 'too-many-requests')).toHaveLength(THROTTLED_LISTED);
    expect(reasons.filter((reason) => reason !== 'too-many-requests').length).toBeGreaterThanOrEqual(1);
  }, 20_000);
});

describe('a Bulk', () => {
  it('pays for each of its operations, or does none of them', async () => {
    const as = await api.addTenant({ rateLimit: { perSecond: 1, burst: 30 } });
    const send = async (count: number): Promise<number> => {
      const operations = Array.from({ length: count }, (_, at) => postUser(`b${at}`));
      const body = { schemas: [BULK], Operations: operations };
      return (await api.ask('POST', '/Bulk', { body, as })).status;
    };
    expect([await send(20), await send(20)]).toEqual([200, 429]);
    const { rows } = await api.owner.query('select 1 from users where tenant_id = $1', [as.tenantId]);
    expect(rows).toHaveLength(20);
    // What costs less is let in.
    expect((await api.ask('GET', '/Users?count=0', { as })).status).toBe(200);
    // More than the burst, at half a bucket.
    await pass(as, 60);
    await eventually('the bucket is half full', async () => (await send(40)) === 200);
    expect((await api.ask('GET', '/Users?count=0', { as })).status).toBe(429);
  }, 20_000);
});

describe('a large write', () => {
  const LARGE = { perSecond: 1, burst: 300 };
  const numbers = Array.from({ length: 1_000 }, (_, at) => ({ value: `${at}`.padStart(100, '0'), type: 'other' }));
  const retitled = (title: string): object => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: title }],
  });
  const created = async (as: TestConnection): Promise<string> => {
    const body = { userName: 'large@x', phoneNumbers: numbers };
    const answer = await api.ask('POST', '/Users', { body, as });
    expect(answer.status).toBe(201);
    return `${answer.body.id}`;
  };
  const SMALL: Readonly<Record<string, (as: TestConnection, id: string, at: number) => Promise<Answer>>> = {
    PATCH: (as, id, at) => api.ask('PATCH', `/Users/${id}`, { body: retitled(`t${at}`), as }),
    'a PATCH that changes nothing': (as, id) => api.ask('PATCH', `/Users/${id}`, { body: retitled('t'), as }),
    'a Bulk': (as, id, at) => {
      const operations = [{ method: 'PATCH', path: `/Users/${id}`, data: retitled(`t${at}`) }];
      return api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations: operations }, as });
    },
  };

  it.each(Object.keys(SMALL))(
    'counts as one for each 8 kB of what it came to, though %s was small',
    async (kind) => {
      const as = await api.addTenant({ rateLimit: LARGE });
      const id = await created(as);
      let sent = 0;
      for (; sent < 100; sent += 1) {
        const answer = await SMALL[kind]?.(as, id, sent);
        if (answer?.status === 429) break;
        expect(answer?.status).toBe(200);
      }
      // Each event is of more than 130 kB.
      expect(sent).toBeLessThanOrEqual(LARGE.burst / 16);
      expect(sent).toBeGreaterThanOrEqual(4);
    },
    20_000,
  );

  it('that says how long it is pays before it is read', async () => {
    const as = await api.addTenant({ rateLimit: { perSecond: 1, burst: 40 } });
    await letThrough(as, 30);
    const body = { userName: 'large@x', phoneNumbers: numbers };
    expect((await api.ask('POST', '/Users', { body, as })).status).toBe(429);
    expect((await api.ask('POST', '/Users', { body: { userName: 'small@x' }, as })).status).toBe(201);
  }, 20_000);
});

describe('a limit that the operator changes', () => {
  it('holds from then on', async () => {
    const as = await api.addTenant({ rateLimit: SLOW });
    await letThrough(as, 60);
    const response = await fetch(
      `${api.service.internalUrl}/admin/tenants/${as.tenantId}/connections/${as.connectionId}`,
      {
        method: 'PATCH',
        headers: { authorization: `Bearer ${'o'.repeat(32)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ rateLimit: null }),
      },
    );
    expect(response.status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 60 }, () => api.ask('GET', '/Users?count=0', { as })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // The other replica believes what it read for as long as a look-up is kept.
    await eventually('the other replica knows', async () => {
      const there = await Promise.all(
        Array.from({ length: 60 }, () => api.ask('GET', '/Users?count=0', { as, at: second })),
      );
      return there.every(({ status }) => status === 200);
    });
  }, 20_000);
});
