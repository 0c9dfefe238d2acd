import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type Notification } from 'pg';
import { ACTS, decodeEvent, encodeEvent, USERS, type RollcallEvent } from '#contracts';
import { openKafka, readToEnd } from '#kafka';
import { OUTBOX_CHANNEL } from '#outbox';
import { rebuild, startProjection } from '#projection';
import type { RunningService } from '#service';
import { testIssuer, type TestIssuer } from '../../apps/directory/src/http/api.fixture.js';
import {
  created,
  deleted,
  disabled,
  OTHER_TENANT,
  TENANT,
  updated,
} from '../../apps/directory/src/projection/user-events.fixture.js';
import { publish } from '../../apps/directory/src/rebuild/live.fixture.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { testKafka, type TestKafka } from '../support/kafka.js';
import { BADGES } from './badges/badges.js';
import { DATABASE, MIGRATIONS } from './badges/schema.js';

const OPERATOR = 'operator-of-badges-'.padEnd(40, 'x');
const SOON = { timeout: 30_000 };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;
let issuer: TestIssuer;
let service: RunningService;
const listening: Client[] = [];

beforeAll(async () => {
  [database, kafka, issuer] = await Promise.all([createTestDatabase(DATABASE, MIGRATIONS), testKafka(), testIssuer()]);
  service = await startProjection(BADGES, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    JWKS_URL: issuer.jwksUrl,
    TOKEN_ISSUER: issuer.issuer,
    DATABASE_URL: database.url('badges'),
    READER_DATABASE_URL: database.url('reader'),
    KAFKA_BROKERS: kafka.settings.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.settings.topicPrefix,
    OPERATOR_TOKEN: OPERATOR,
  });
  await publish(kafka.settings, [
    ...['ada', 'bob', 'cleo', 'dan', 'eve'].map((id) => created({ id, department: id < 'c' ? 'Engines' : 'Sales' })),
    updated({ id: 'cleo', department: 'Engines' }, { version: 2 }),
    disabled({ id: 'dan', department: 'Sales' }, { version: 2 }),
    deleted('bob', { version: 2 }),
    created({ id: 'zoe', department: 'Elsewhere' }, { tenantId: OTHER_TENANT }),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all(listening.map((client) => client.end()));
  await service.stop();
  await issuer.stop();
  await database.drop();
  await kafka.drop();
});

const ENGINES = { department: 'Engines', active: 2 };
const SALES = { department: 'Sales', active: 1 };

async function ask(path: string, tenantId = TENANT) {
  const token = await issuer.token(tenantId, 'rollcall:directory');
  const answer = await fetch(service.url + path, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: (await answer.json()) as { items: object[]; next: string | null } };
}

describe('a projection that is written on the frame', () => {
  it('answers its readers, page by page, each tenant its own', async () => {
    await eventually(
      'all is folded',
      async () => {
        const [ours, theirs] = [await ask('/badges'), await ask('/badges', OTHER_TENANT)];
        return JSON.stringify(ours.body.items) === JSON.stringify([ENGINES, SALES]) && theirs.body.items.length === 1;
      },
      SOON,
    );
    const first = await ask('/badges?limit=1');
    expect(first.body).toMatchObject({ items: [ENGINES] });
    expect((await ask(`/badges?limit=1&cursor=${first.body.next}`)).body).toEqual({ items: [SALES], next: null });
    expect((await ask('/badges?limit=0')).status).toBe(400);
  }, 60_000);

  it('lets nobody in without a token for it, and is ready', async () => {
    expect((await fetch(`${service.url}/badges`)).status).toBe(401);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  });

  it('describes to readers what is theirs', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(paths)).toEqual(['/badges', '/lag', '/parked']);
  });

  it('is folded anew as it is', async () => {
    const options = { ownerUrl: database.ownerUrl, writerUrl: database.url('badges'), kafka: kafka.settings };
    const checked = await rebuild(BADGES, { ...options, isCheck: true }, {});
    expect(checked).toMatchObject({ isEqual: true, isSwapped: false, live: { rows: 6 } });
    expect(await rebuild(BADGES, { ...options, isCheck: false }, {})).toMatchObject({ isEqual: true, isSwapped: true });
    expect((await ask('/badges')).body.items).toEqual([ENGINES, SALES]);
  }, 60_000);
});

interface Parked {
  readonly eventId: string;
  readonly id: string;
  readonly kind: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** What the topic has been told, once so much is there, in the order of time. */
async function actsOf(count: number): Promise<object[]> {
  const told = await eventually(
    `${count} acts are told`,
    async () => {
      const events: RollcallEvent[] = [];
      await readToEnd(openKafka(kafka.settings, 'acts'), [kafka.settings.topicPrefix + ACTS.name], {
        each: ({ message: { headers = {}, value } }) => {
          const texts = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
          const decoded = decodeEvent({ headers: texts, value: String(value) });
          if (decoded.ok) events.push(decoded.event);
        },
      });
      return events.length >= count && events;
    },
    SOON,
  );
  return told
    .toSorted((one, other) => one.time.localeCompare(other.time))
    .map(({ tenantId, data }) => ({ tenantId, data }));
}

/** Who wakes the relays from now on. */
async function listen(): Promise<readonly Notification[]> {
  const client = new Client({ connectionString: database.ownerUrl });
  listening.push(client);
  const rings: Notification[] = [];
  client.on('notification', (ring) => rings.push(ring));
  await client.connect();
  await client.query(`listen ${OUTBOX_CHANNEL}`);
  return rings;
}

async function operate(path: string, { body, token = OPERATOR }: { body?: object; token?: string } = {}) {
  const answer = await fetch(`${service.internalUrl}/admin${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('what is parked, by HTTP', () => {
  let parked: readonly Parked[];
  let place: string;

  beforeAll(async () => {
    const { key, headers } = encodeEvent(created({ id: 'odd' }));
    const producer = openKafka(kafka.settings, 'test').producer();
    await producer.connect();
    const messages = [{ key, headers: { ...headers }, value: '{"secret":"not an event"}' }];
    const [record] = await producer.send({ topic: kafka.settings.topicPrefix + USERS.name, messages });
    await producer.disconnect();
    place = `${USERS.name}/${record?.partition}/${record?.baseOffset}`;
    await publish(kafka.settings, [updated({ id: 'odd' }, { version: 9 })]);
    parked = await eventually(
      'two are parked',
      async () => {
        const items = (await operate('/parked')).body.items as Parked[];
        return items.length === 2 && items;
      },
      SOON,
    );
  }, 60_000);

  it('is listed page by page, without what it says', async () => {
    const { body } = await operate('/parked?limit=1');
    expect(body.items).toMatchObject([{ id: parked[0]?.id, topic: USERS.name, attempts: expect.any(Number) }]);
    expect((await operate(`/parked?cursor=${String(body.next)}`)).body).toMatchObject({
      items: [{ id: parked[1]?.id }],
      next: null,
    });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('is told to the tenant whose it is, without what it says, and to no other', async () => {
    const first = await ask('/parked?limit=1');
    const second = await ask(`/parked?limit=1&cursor=${first.body.next}`);
    expect([...first.body.items, ...second.body.items]).toMatchObject([
      { id: parked[0]?.id, kind: 'undecodable', resourceId: 'odd', since: expect.any(String) },
      { id: parked[1]?.id, kind: 'gap', resourceId: 'odd' },
    ]);
    expect(second.body.next).toBeNull();
    expect(JSON.stringify(first.body)).not.toContain('secret');
    expect(await ask('/parked', OTHER_TENANT)).toMatchObject({ status: 200, body: { items: [], next: null } });
    for (const odd of ['/parked?all=true', '/parked?cursor=x', '/lag?of=users'])
      expect(await ask(odd)).toMatchObject({ status: 400 });
  });

  it('holds nothing up: the projection says that it is behind by nothing, to readers and to the operator', async () => {
    const inOrder = { behindMs: 0, events: 0, next: null, asOf: expect.any(String) };
    await eventually('all is applied', async () => (await operate('/lag')).body.events === 0, SOON);
    const { body } = await ask('/lag');
    expect(body).toMatchObject(inOrder);
    expect(body.items).toContainEqual({ topic: USERS.name, partition: 0, events: 0, behindMs: 0 });
    expect((await operate('/lag', { token: 'nobody'.padEnd(40, 'x') })).status).toBe(401);
    expect((await fetch(`${service.url}/lag`)).status).toBe(401);
  });

  it('is shown with its value to who asks for that', async () => {
    const path = `/parked/${encodeURIComponent(place)}`;
    const { body } = await operate(path);
    expect(body).toMatchObject({ kind: 'undecodable' });
    expect(body).not.toHaveProperty('value');
    expect((await operate(`${path}?data=true`)).body).toMatchObject({ value: '{"secret":"not an event"}' });
  });

  it('is released and discarded, or why not', async () => {
    const [odd, gap] = parked;
    const rings = await listen();
    const refused = await operate(`/parked/${odd?.id}/release`, { body: { why: 'mended' } });
    expect(refused).toMatchObject({ status: 200, body: { applied: 0, left: 1, because: expect.any(String) } });
    for (const verb of ['release', 'discard'])
      expect(await operate(`/parked/${odd?.id}/${verb}`, { body: {} })).toMatchObject({ status: 400 });
    const word = { why: 'no event', who: 'kim' };
    expect(await operate(`/parked/${odd?.id}/discard`, { body: word })).toMatchObject({ status: 200 });
    expect(await operate(`/parked/${odd?.id}/release`, { body: { why: 'mended' } })).toMatchObject({ status: 409 });
    expect(await operate(`/parked/${gap?.id}/release`, { body: { why: 'mended' } })).toMatchObject({
      status: 200,
      body: { applied: 1, left: 0, because: null },
    });
    expect((await operate('/parked')).body.items).toEqual([]);
    const at = (id: string) => ({ type: 'parked-event', id: `badges/${id}` });
    const by = (name: string) => ({ type: 'operator', name, address: '127.0.0.0/24' });
    const changes = (after: string | null, applied: number, before = 'undecodable') => [
      { path: 'kind', before, after },
      { path: 'applied', before: null, after: applied },
    ];
    const gapAt = `${gap?.topic}/${gap?.partition}/${gap?.offset}`;
    const tried = { act: 'parked-events.release', object: at(place), reason: 'mended', actor: by('operator') };
    const decided = [
      { ...tried, changes: changes('undecodable', 0) },
      {
        ...tried,
        act: 'parked-events.discard',
        actor: by('kim'),
        reason: 'no event',
        changes: changes('discarded', 0),
      },
      { ...tried, object: at(gapAt), changes: changes(null, 1, 'gap') },
    ];
    expect(await actsOf(3)).toEqual(decided.map((data) => ({ tenantId: TENANT, data })));
    // Else they would wait for the relay to look by itself.
    await eventually('each has rung', () => rings.length >= 3, SOON);
    expect((await operate('/parked?all=true')).body.items).toMatchObject([
      { kind: 'discarded', discardedBy: 'kim', discardedWhy: 'no event' },
    ]);
  });

  it('keeps the gaps that were accepted, for who asks page by page', async () => {
    const { body } = await operate('/accepted-gaps?limit=1');
    expect(body).toMatchObject({ items: [{ eventId: parked[1]?.eventId, acceptedBy: 'operator' }], next: null });
    expect(await operate('/accepted-gaps?cursor=nowhere')).toMatchObject({ status: 400 });
    expect(await operate('/accepted-gaps?all=true')).toMatchObject({ status: 400 });
  });

  it.each(['/parked/999999', '/parked/nothing', `/parked/${encodeURIComponent(`${USERS.name}/0/999999`)}`])(
    'is not there: %s',
    async (path) => {
      expect(await operate(path)).toMatchObject({ status: 404 });
      expect(await operate(`${path}/release`, { body: { why: 'mended' } })).toMatchObject({ status: 404 });
    },
  );

  it('is for the operator alone, on the internal listener alone', async () => {
    expect(await operate('/parked', { token: 'nobody'.padEnd(40, 'x') })).toMatchObject({ status: 401 });
    const headers = { authorization: `Bearer ${OPERATOR}` };
    expect((await fetch(`${service.url}/admin/parked`, { headers })).status).toBe(404);
  });

  it('is described beside it', async () => {
    const { body } = await operate('/openapi.json');
    expect(Object.keys(body.paths as object)).toEqual([
      '/admin/lag',
      '/admin/parked',
      '/admin/accepted-gaps',
      '/admin/parked/{event}',
      '/admin/parked/{event}/release',
      '/admin/parked/{event}/discard',
      '/admin/tenants/{tenantId}/end',
    ]);
  });
});
