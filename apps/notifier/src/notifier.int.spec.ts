import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { Producer } from 'kafkajs';
import { ACTS, encodeEvent, type RollcallEvent } from '#contracts';
import { openKafka, readToEnd } from '#kafka';
import { startProjection } from '#projection';
import { encodeCursor, type RunningService } from '#service';
import { recordTelemetry, type RecordedTelemetry } from '../../../test/support/record-telemetry.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { withoutRoom } from '../../../test/support/without-room.js';
import { MailServer } from './channels/mail-server.fixture.js';
import { created, disabled, refused, TENANT, tenantChanged } from './rules/events.fixture.js';
import { notifier as projection } from './notifier.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

const ISSUER = 'http://issuer.test';
const OPERATOR = 'o'.repeat(32);
const OTHER = '0192f000-0000-7000-8000-000000000002';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let telemetry: RecordedTelemetry;
let kafka: TestKafka;
let database: TestDatabase<keyof (typeof DATABASE)['roles']>;
let mails: MailServer;
let issuer: Server;
let key: CryptoKey;
let producer: Producer;
let notifier: RunningService;

beforeAll(async () => {
  telemetry = recordTelemetry();
  [kafka, database, mails] = await Promise.all([
    testKafka(),
    createTestDatabase(DATABASE, MIGRATIONS),
    MailServer.start(),
  ]);
  const pair = await generateKeyPair('EdDSA');
  key = pair.privateKey;
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' }] };
  issuer = createServer((_request, response) => response.end(JSON.stringify(jwks)));
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  producer = openKafka(kafka.settings, 'test').producer();
  await producer.connect();
  notifier = await startProjection(projection(), {
    PORT: '0',
    LOG_LEVEL: 'error',
    DATABASE_URL: database.url('notifier'),
    READER_DATABASE_URL: database.url('reader'),
    JWKS_URL: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`,
    TOKEN_ISSUER: ISSUER,
    OPERATOR_TOKEN: OPERATOR,
    SMTP_URL: mails.url,
    MAIL_FROM: 'Rollcall <no-reply@rollcall.example>',
    QUIET_PERIOD_MS: '300',
    LEAVER_GATHER_MS: '300',
    REFUSAL_WINDOW_MS: '2000',
    KAFKA_BROKERS: kafka.settings.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.settings.topicPrefix,
  });
}, 60_000);

afterAll(async () => {
  await notifier.stop();
  await producer.disconnect();
  await Promise.all([mails.stop(), kafka.drop(), new Promise((resolve) => issuer.close(resolve))]);
  await database.drop();
  await telemetry.stop();
}, 60_000);

async function publish(...events: readonly RollcallEvent[]): Promise<void> {
  for (const event of events) {
    const { topic, key: of, headers, value } = encodeEvent(event);
    await producer.send({
      topic: kafka.settings.topicPrefix + topic,
      messages: [{ key: of, headers: { ...headers }, value }],
    });
  }
}

interface Asking {
  readonly tenantId?: string;
  readonly method?: string;
  readonly audience?: string;
  readonly body?: object;
}

async function get(
  path: string,
  { tenantId = TENANT, method = 'GET', audience = 'rollcall:notifier', body }: Asking = {},
) {
  const token = await new SignJWT({ tid: tenantId })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject('reader-1')
    .setJti('jti-1')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key);
  const response = await fetch(notifier.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, type: response.headers.get('content-type'), body: decoded(await response.json()) };
}

interface Body {
  readonly items?: readonly Record<string, unknown>[];
  readonly next?: string | null;
  readonly [member: string]: unknown;
}

function decoded(json: unknown): Body {
  if (typeof json !== 'object' || json === null) throw new Error('not an object');
  return json as Body;
}

/** Of the acts in the topic. */
/** Of each act in the topic, why and to what. */
async function acts(): Promise<Act[]> {
  const found: Act[] = [];
  await readToEnd(openKafka(kafka.settings, 'acts'), [kafka.settings.topicPrefix + ACTS.name], {
    each: ({ message }) => {
      found.push(JSON.parse(String(message.value)) as Act);
    },
  });
  return found;
}

interface Act {
  readonly reason?: string;
  readonly object: { readonly type: string; readonly id: string };
}

const PATIENT = { timeout: 30_000 };

const now = () => ({ time: new Date() });

describe('the notifier', () => {
  it('mails the digest of an initial cycle, then the manager about who joins and leaves, each once', async () => {
    await publish(tenantChanged('it@example.com', now()), created('boss', now()));
    await eventually('the digest is mailed', () => mails.to('it@example.com').length === 1, PATIENT);

    const joiner = created('anna', { ...now(), managerId: 'boss', traceparent: TRACEPARENT });
    const leaver = disabled('anna', { ...now(), managerId: 'boss' });
    await publish(joiner, joiner);
    await eventually('the manager hears of the joiner', () => mails.to('boss@example.com').length === 1, PATIENT);
    await publish(leaver, joiner, leaver);
    await eventually('the manager hears of the leaver', () => mails.to('boss@example.com').length === 2, PATIENT);
    const { body } = await eventually(
      'all is settled',
      async () => {
        const answer = await get('/deliveries');
        return answer.body.items?.every(({ status }) => status === 'accepted') ? answer : null;
      },
      PATIENT,
    );
    expect(body.next).toBeNull();
    expect(body.items).toMatchObject([
      { template: 'leaver', eventIds: [leaver.id], recipient: 'boss@example.com' },
      { template: 'joiner', eventIds: [joiner.id], recipient: 'boss@example.com' },
      { template: 'initial-cycle', eventCount: 1, recipient: 'it@example.com' },
    ]);
    const messageIds = mails.taken.map(({ mail }) => mail.messageId);
    expect(body.items?.map(({ messageId }) => messageId).sort()).toEqual(messageIds.sort());
  });

  it("continues the event's trace, without personal data", () => {
    const spans = telemetry.spans().filter(({ name }) => name === 'send mail');
    const [span] = spans.filter((one) => one.spanContext().traceId === TRACEPARENT.slice(3, 35));
    expect(span?.attributes).toMatchObject({ 'rollcall.template': 'joiner', 'rollcall.outcome': 'accepted' });
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toMatch(/anna|boss|@/);
  });

  it('counts mails by outcome', async () => {
    const text = await (await fetch(`${notifier.internalUrl}/metrics`)).text();
    expect(text).toMatch(/rollcall_mails(_total)?\{[^}]*outcome="accepted"[^}]*\} [1-9]/);
  });

  it('gathers refusals and tells the notification address', async () => {
    await publish(refused('invalid-value', now()), refused('invalid-value', now()));
    await eventually(
      'the mail is sent',
      () => mails.to('it@example.com').some(({ mail }) => mail.subject?.includes('refused: invalid-value')),
      PATIENT,
    );
  });

  it('parks an event that it can never apply, and goes on', async () => {
    await publish(
      created('odd', { ...now(), tenantId: 'not-a-uuid' }),
      disabled('bert', { ...now(), version: 1, managerId: 'boss' }),
    );
    await eventually('the one after it is mailed', () => mails.to('boss@example.com').length === 3, PATIENT);
  });
});

describe('the delivery API', () => {
  it('pages, filters by status, and refuses what it does not know', async () => {
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await get(`/deliveries?limit=2${cursor}`);
      seen.push(...(body.items ?? []).map(({ id }) => id));
      cursor = body.next == null ? '' : `&cursor=${body.next}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect((await get('/deliveries?status=uncertain')).body.items).toEqual([]);
    const [one] = (await get('/deliveries?status=accepted')).body.items ?? [];
    const [eventId] = one?.eventIds as string[];
    expect((await get(`/deliveries?eventId=${eventId}`)).body.items).toContainEqual(one);
    expect((await get(`/deliveries?eventId=${eventId}`, { tenantId: OTHER })).body.items).toEqual([]);
    expect((await get(`/deliveries?personId=${eventId}`)).body.items).toEqual([]);
    const never = encodeCursor({ time: '0000-01-01T00:00:00Z', id: '0198c0de-0000-7000-8000-000000000001' });
    for (const query of [
      'stati=failed',
      'personId=ada',
      'eventId=1',
      'status=gone',
      'limit=201',
      'limit=0',
      'cursor=x',
      `cursor=${never}`,
    ]) {
      const { status, type } = await get(`/deliveries?${query}`);
      expect([status, type]).toEqual([400, expect.stringContaining('application/problem+json')]);
    }
  });

  it('counts them by state, each tenant its own', async () => {
    const counted: Record<string, number> = {};
    for (let next: string | null | undefined = ''; next != null;) {
      const { body } = await get(`/deliveries?limit=200${next === '' ? '' : `&cursor=${next}`}`);
      for (const { status } of body.items ?? []) counted[String(status)] = (counted[String(status)] ?? 0) + 1;
      ({ next } = body);
    }
    const totals = await get('/deliveries/totals');
    const { items = [], ...rest } = totals.body;
    expect([totals.status, rest]).toEqual([200, { next: null, isExact: true }]);
    const none = { pending: 0, accepted: 0, uncertain: 0, failed: 0, suppressed: 0, gathered: 0 };
    expect(Object.fromEntries(items.map(({ status, count }) => [status, count]))).toEqual({ ...none, ...counted });
    expect(counted.accepted).toBeGreaterThan(0);
    const theirs = (await get('/deliveries/totals', { tenantId: OTHER })).body.items ?? [];
    expect(theirs.filter(({ count }) => count !== 0)).toEqual([]);
    expect((await get('/deliveries/totals?status=failed')).status).toBe(400);
  });

  it("shows a tenant's reader nothing of another tenant, in the same words as of what is not there", async () => {
    const id = String((await get('/deliveries')).body.items?.[0]?.id);
    expect((await get('/deliveries', { tenantId: OTHER })).body.items).toEqual([]);
    const foreign = await get(`/deliveries/${id}`, { tenantId: OTHER });
    const missing = await get(`/deliveries/${OTHER}`, { tenantId: OTHER });
    const nonsense = await get('/deliveries/nonsense', { tenantId: OTHER });
    for (const answer of [foreign, missing, nonsense]) {
      expect(answer.status).toBe(404);
      expect({ ...answer.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
    }
    expect((await get(`/deliveries/${id}/resend`, { tenantId: OTHER, method: 'POST' })).status).toBe(404);
    expect((await get(`/deliveries/${id}/events`, { tenantId: OTHER })).status).toBe(404);
    expect((await get('/deliveries', { audience: 'rollcall:audit' })).status).toBe(401);
    expect((await fetch(`${notifier.url}/deliveries`)).status).toBe(401);
  });

  it.each([
    [404, 'a tenant that is none', OTHER],
    [404, 'what is no id', 'nonsense'],
    [200, 'a tenant, by its id in any case', TENANT.toUpperCase()],
  ])('answers an operator %i of %s', async (status, _what, tenant) => {
    const headers = { authorization: `Bearer ${OPERATOR}` };
    const shadow = `connections/${OTHER}/shadow-mails?since=2026-01-01T00:00:00Z`;
    for (const part of ['deliveries', shadow]) {
      const url = `${notifier.internalUrl}/admin/tenants/${tenant}/${part}`;
      expect((await fetch(url, { headers })).status).toBe(status);
    }
    const ending = `${notifier.internalUrl}/admin/tenants/${tenant}/grandfathered?reason=proved`;
    expect((await fetch(ending, { method: 'DELETE', headers })).status).toBe(status);
  });

  it('lists the events of one mail, and does not resend what was accepted', async () => {
    const [item] = (await get('/deliveries?status=accepted&limit=1')).body.items ?? [];
    expect((await get(`/deliveries/${String(item?.id)}`)).body).toEqual(item);
    expect((await get(`/deliveries/${String(item?.id)}/events`)).body).toEqual({ items: item?.eventIds, next: null });
    expect((await get(`/deliveries/${String(item?.id)}/resend`, { method: 'POST' })).status).toBe(409);
  });

  it('sends a failed mail again when a person says so', async () => {
    mails.behave = () => ({ kind: 'refuse-recipient', code: 550 });
    await publish(disabled('carl', { ...now(), version: 1, managerId: 'boss' }));
    const failed = await eventually(
      'it has failed',
      async () => (await get('/deliveries?status=failed')).body.items?.[0],
      PATIENT,
    );
    mails.behave = () => ({ kind: 'accept' });
    // UUIDs are in any case (RFC 9562 §4).
    const resend = `/deliveries/${String(failed.id).toUpperCase()}/resend`;
    for (const body of [{ reason: ' ' }, { reason: 'x'.repeat(501) }, { reason: 'x', to: 'me@example.com' }, []]) {
      expect(await get(resend, { method: 'POST', body })).toMatchObject({
        status: 400,
        body: { code: 'invalid-body' },
      });
    }
    const answer = await get(resend, { method: 'POST', body: { reason: 'the mailbox was full' } });
    expect(answer).toMatchObject({ status: 202, body: { status: 'pending', phase: 'queued' } });
    const told = await eventually(
      'the reason is told',
      async () => (await acts()).find(({ reason }) => reason === 'the mailbox was full'),
      PATIENT,
    );
    expect(told.object).toEqual({ type: 'delivery', id: failed.id });
    await eventually(
      'it is accepted',
      async () => (await get(`/deliveries/${String(failed.id)}`)).body.status === 'accepted',
      PATIENT,
    );
  });

  it('lets lists wait for room in their tenant’s share of memory, then 429', async () => {
    const [list, one] = await withoutRoom(() => Promise.all([get('/deliveries'), get(`/deliveries/${TENANT}`)]));
    expect([list?.status, list?.body.code, one?.status]).toEqual([429, 'too-many-requests', 404]);
  });

  it('describes itself', async () => {
    const document = decoded(await (await fetch(`${notifier.url}/openapi.json`)).json());
    expect(Object.keys(document.paths ?? {}).sort()).toEqual([
      '/deliveries',
      '/deliveries/of-reports',
      '/deliveries/totals',
      '/deliveries/{id}',
      '/deliveries/{id}/events',
      '/deliveries/{id}/resend',
      '/lag',
      '/parked',
    ]);
    expect((await fetch(`${notifier.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${notifier.url}/readyz?of=consumer`)).status).toBe(200);
  });
});
