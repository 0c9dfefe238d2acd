import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { ACTS, decodeEvent, encodeEvent, misplaced, USERS, type TenantChanged } from '#contracts';
import { openKafka } from '#kafka';
import type { RunningService } from '#service';
import { DATABASE as AUDIT } from '../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { created } from '../../apps/directory/src/projection/user-events.fixture.js';
import { publish } from '../../apps/directory/src/rebuild/live.fixture.js';
import { DATABASE as DIRECTORY } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { tenantChanged } from '../../apps/notifier/src/rules/events.fixture.js';
import { DATABASE as NOTIFIER, MIGRATIONS as NOTIFIER_MIGRATIONS } from '../../apps/notifier/src/storage/database.js';
import { PROJECTIONS } from '../../deploy/local/service-processes.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { testKafka, type TestKafka } from '../support/kafka.js';
import { startOf } from './revocation.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(180_000);
const SOON = { timeout: 40_000 };

const TOKEN = 'token-of-kim';
const STRANGE = '018f0000-0000-7000-8000-0000000000b1';
const PROVED = '018f0000-0000-7000-8000-0000000000b2';
const OTHER = '018f0000-0000-7000-8000-0000000000b3';
const CONNECTION = '018f0000-0000-7000-8000-0000000000c1';
const MADE = {
  directory: () => createTestDatabase<string>(DIRECTORY, DIRECTORY_MIGRATIONS),
  audit: () => createTestDatabase<string>(AUDIT, AUDIT_MIGRATIONS),
  notifier: () => createTestDatabase<string>(NOTIFIER, NOTIFIER_MIGRATIONS),
};

/** A route that is not here fails: say of a new one what comes before it. */
const TENANT_OF: Readonly<Record<string, string>> = {
  askForConfirmation: STRANGE,
  sendTestMail: PROVED,
  askConnectionNotificationAddresses: STRANGE,
  testConnectionNotificationAddresses: OTHER,
  endAllGrandfathered: PROVED,
  endGrandfatheredOfTenant: PROVED,
  endGrandfathered: PROVED,
  releaseParked: PROVED,
  discardParked: PROVED,
};
const OF_PARKED = ['releaseParked', 'discardParked'];
const EXPECTED = {
  directory: OF_PARKED,
  // Its process may not say what becomes of what is parked.
  audit: [],
  notifier: Object.keys(TENANT_OF),
} as const;

interface Route {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

describe.each(PROJECTIONS)('each route of the operator of the %s that writes', (projection) => {
  let database: TestDatabase<string>;
  let kafka: TestKafka;
  let service: RunningService;
  let owner: Client;

  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(service.internalUrl + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const routes = async (): Promise<readonly Route[]> => {
    const { paths } = (await ask('GET', '/admin/openapi.json')).body as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { operationId }]) =>
        method === 'get' ? [] : [{ operationId, method: method.toUpperCase(), path }],
      ),
    );
  };
  const acts = async (): Promise<readonly { readonly id: string; readonly name: string | null }[]> => {
    const { rows } = await owner.query<{ id: string; headers: string; value: string }>(
      'select id, headers, value from acts.outbox',
    );
    return rows.map(({ id, headers, value }) => {
      const read = decodeEvent({ headers: JSON.parse(headers) as Record<string, string>, value });
      if (!read.ok || read.event.type !== 'rollcall.AdminActed') throw new Error(`no act: ${value}`);
      // Else whoever reads the topic takes it for a forgery.
      expect(misplaced(read.event, ACTS.name)).toBeNull();
      return { id, name: read.event.data.actor.name };
    });
  };
  /** One that can never be read. @returns its place */
  const park = async (): Promise<string> => {
    const { key, headers } = encodeEvent(created({ id: 'odd' }));
    const producer = openKafka(kafka.settings, 'test').producer();
    await producer.connect();
    const messages = [{ key, headers: { ...headers }, value: 'not an event' }];
    const [record] = await producer.send({ topic: kafka.settings.topicPrefix + USERS.name, messages });
    await producer.disconnect();
    const place = encodeURIComponent(`${USERS.name}/${record?.partition}/${record?.baseOffset}`);
    await eventually('it is parked', async () => (await ask('GET', `/admin/parked/${place}`)).status === 200, SOON);
    return place;
  };
  /** A domain of its own for each route: the act that ended one is folded as well, whenever it comes back. */
  const grandfather = async (domain: string): Promise<void> => {
    await owner.query('delete from mailing.grandfathered');
    await owner.query(`insert into mailing.grandfathered values ($1, 'domain', $2)`, [PROVED, domain]);
  };
  const prepare = async (operationId: string, domain: string): Promise<string> => {
    if (OF_PARKED.includes(operationId)) return park();
    if (operationId.startsWith('end')) await grandfather(domain);
    return '';
  };
  const call = async ({ operationId, method, path }: Route): Promise<number> => {
    const domain = `${operationId.toLowerCase()}.example`;
    const values: Record<string, string> = {
      tenantId: TENANT_OF[operationId] ?? '',
      connectionId: CONNECTION,
      name: domain,
      event: await prepare(operationId, domain),
    };
    const address = path.replaceAll(/\{(\w+)\}/gu, (_all, parameter: string) => values[parameter] ?? '');
    const body = OF_PARKED.includes(operationId) ? { why: 'a test', who: 'somebody else' } : undefined;
    return (await ask(method, address, body)).status;
  };
  const tenant = (id: string, address: string, domains: TenantChanged['data']['domains']): TenantChanged => {
    const event = tenantChanged(address, { tenantId: id });
    const connections = [{ id: CONNECTION, name: 'Entra ID', notificationAddresses: [address] }];
    return { ...event, subject: id, data: { ...event.data, connections, ...(domains && { domains }) } };
  };

  beforeAll(async () => {
    [database, kafka] = await Promise.all([MADE[projection](), testKafka()]);
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(`insert into public.operators values ('kim', 'Kim', $1)`, [
      createHash('sha256').update(TOKEN).digest(),
    ]);
    const [url, readerUrl] = [database.url(projection), database.url('reader')];
    service = await startOf(projection, { url, readerUrl, jwksUrl: 'http://127.0.0.1:9/', kafka: kafka.settings });
    if (projection !== 'notifier') return;
    await publish(kafka.settings, [
      tenant(STRANGE, 'it@elsewhere.example', []),
      ...[PROVED, OTHER].map((id) => tenant(id, 'it@example.com', [{ name: 'example.com', state: 'verified' }])),
    ]);
    for (const id of [STRANGE, PROVED, OTHER]) {
      const path = `/admin/tenants/${id}/notification-address`;
      await eventually('the tenant is known', async () => (await ask('GET', path)).status === 200, SOON);
    }
  });
  afterAll(async () => {
    await service.stop();
    await owner.end();
    await Promise.all([database.drop(), kafka.drop()]);
  });

  it('leaves exactly one entry for the audit log, which names the credential', async () => {
    const told: Record<string, unknown> = {};
    for (const route of await routes()) {
      const before = new Set((await acts()).map(({ id }) => id));
      const status = await call(route);
      if (projection === 'audit') expect(status).toBe(403);
      const since = (await acts()).filter(({ id }) => !before.has(id));
      if (status !== 403) told[route.operationId] = { isDone: status < 300, names: since.map(({ name }) => name) };
    }
    const once = { isDone: true, names: ['Kim'] };
    expect(told).toEqual(Object.fromEntries(EXPECTED[projection].map((operationId) => [operationId, once])));
  });
});
