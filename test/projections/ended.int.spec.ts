import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client, type Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { endedBy, INSTALLATION, USERS, type RollcallEvent, type TenantEnded } from '#contracts';
import { openKafka } from '#kafka';
import { openPool } from '#postgres';
import { rebuild } from '#projection';
import type { RunningService } from '#service';
import { AUDIT as AUDIT_PROJECTION } from '../../apps/audit/src/audit.js';
import { DATABASE as AUDIT } from '../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { DIRECTORY as DIRECTORY_PROJECTION } from '../../apps/directory/src/directory.js';
import { created, updated } from '../../apps/directory/src/projection/user-events.fixture.js';
import { publish } from '../../apps/directory/src/rebuild/live.fixture.js';
import { DATABASE as DIRECTORY } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { notifier } from '../../apps/notifier/src/notifier.js';
import { DATABASE as NOTIFIER, MIGRATIONS as NOTIFIER_MIGRATIONS } from '../../apps/notifier/src/storage/database.js';
import { PROJECTIONS } from '../../deploy/local/service-processes.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { testKafka, type TestKafka } from '../support/kafka.js';
import { rowsNaming } from '../support/rows-naming.js';
import { startOf } from './revocation.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(120_000);
const SOON = { timeout: 40_000, every: 50 };

const MADE = {
  directory: () => createTestDatabase<string>(DIRECTORY, DIRECTORY_MIGRATIONS),
  audit: () => createTestDatabase<string>(AUDIT, AUDIT_MIGRATIONS),
  notifier: () => createTestDatabase<string>(NOTIFIER, NOTIFIER_MIGRATIONS),
};
const REBUILT = {
  directory: (options: Options) => rebuild(DIRECTORY_PROJECTION, options),
  audit: (options: Options) => rebuild(AUDIT_PROJECTION, options),
  notifier: (options: Options) =>
    rebuild(notifier(), options, { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'a@b.example' }),
};
type Options = Parameters<typeof rebuild>[1];

const OPERATOR_TOKEN = 'of-the-setting'.padEnd(40, 'x');
const [GOING, STAYING] = [uuid(), uuid()];

describe.each(PROJECTIONS)('a tenant that has ended, in the %s', (projection) => {
  let database: TestDatabase<string>;
  let kafka: TestKafka;
  let service: RunningService;
  let owner: Pool;

  const started = (): Promise<RunningService> => {
    const [url, readerUrl] = [database.url(projection), database.url('reader')];
    const place = { url, readerUrl, jwksUrl: 'http://127.0.0.1:9/jwks.json', kafka: kafka.settings };
    return startOf(projection, place, { OPERATOR_TOKEN, ERASE_EVERY_MS: '100' });
  };
  beforeAll(async () => {
    [database, kafka] = await Promise.all([MADE[projection](), testKafka()]);
    owner = openPool({ url: database.ownerUrl, applicationName: 'ended', max: 2 });
    service = await started();
  });
  afterAll(async () => {
    await service.stop();
    await owner.end();
    await Promise.all([database.drop(), kafka.drop()]);
  });

  const ask = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await fetch(`${service.internalUrl}/admin${path}`, {
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const tell = (...events: RollcallEvent[]): Promise<void> => publish(kafka.settings, events);
  /** Everything that was published is applied, parked or passed over. */
  const isRead = async (): Promise<void> => {
    const marker = created({ id: uuid() }, { tenantId: STAYING });
    await tell(...settingsOf(STAYING), marker);
    const topics = [USERS.name];
    const statement =
      'select coalesce(sum(next_offset), 0)::int as n from projection.consumer_offsets where topic = any ($1)';
    await eventually(
      'all is read',
      async () => {
        const { rows } = await owner.query<{ n: number }>(statement, [topics]);
        return rows[0]?.n === (await published(kafka, topics));
      },
      SOON,
    );
  };
  const isErased = (tenantId = GOING): Promise<unknown> =>
    eventually('all is removed', async () => (await ask(`/tenants/${tenantId}/end`)).body.erasedAt != null, SOON);
  const rebuilt = (isCheck: boolean) =>
    REBUILT[projection]({
      ownerUrl: database.ownerUrl,
      writerUrl: database.url(projection),
      kafka: kafka.settings,
      isCheck,
    });
  /** What a rebuild keeps counts as what it replaced. */
  const left = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(await rowsNaming(owner, GOING)).map(([table, n]) => [
        table.replace(/^projection_until_\d+/, 'projection'),
        n,
      ]),
    );

  /** A chart is made beside the fold, in its own time: of whoever stays one may come meanwhile. */
  const staying = async (): Promise<Record<string, number>> => {
    const rows = Object.entries(await rowsNaming(owner, STAYING));
    return Object.fromEntries(rows.filter(([table]) => !table.includes('.org_')));
  };

  it('leaves its id alone, parked events included, and the other tenant is untouched', async () => {
    await tell(...peopleOf(GOING), ...peopleOf(STAYING), ...settingsOf(GOING), ...settingsOf(STAYING));
    await sendUnreadable(kafka, GOING);
    await isRead();
    await eventually('it is there', async () => (await left())['projection.parked_events'] === 2, SOON);
    const before = await staying();
    expect((await ask(`/tenants/${GOING}/end`)).status).toBe(404);
    await tell(ended(GOING));
    await isErased();
    expect(await left()).toEqual(LEFT[projection]);
    expect(await rowsNaming(owner, NAME)).toEqual({});
    expect(await staying()).toEqual(before);
    const { rows } = (await ask(`/tenants/${GOING}/end`)).body as { rows: Record<string, number> };
    expect(rows).toMatchObject({ 'projection.parked_events': 2 });
  });

  it('is passed over from then on: what comes late, what leaps, what cannot be read', async () => {
    await tell(
      ...peopleOf(GOING),
      updated({ id: 'leaping', title: NAME }, { tenantId: GOING, version: 9 }),
      ended(GOING),
    );
    await sendUnreadable(kafka, GOING);
    await isRead();
    expect(await left()).toEqual(LEFT[projection]);
  });

  it('is not there when all is folded again, and the digests are equal', async () => {
    expect(await rebuilt(true)).toMatchObject({ isEqual: true, parked: 1 });
    expect(await rebuilt(false)).toMatchObject({ isEqual: true, isSwapped: true });
    expect(await rowsNaming(owner, NAME)).toEqual({});
    expect(await left()).toEqual(LEFT[projection]);
    await isRead();
    expect(await left()).toEqual(LEFT[projection]);
  });

  it('is as one that never was for whoever administers', async () => {
    if (projection !== 'notifier') return;
    const path = (tenantId: string): string => `/tenants/${tenantId}/notification-address`;
    const [gone, never] = [await ask(path(GOING)), await ask(path(uuid()))];
    expect([gone.status, gone.body.detail]).toEqual([404, never.body.detail]);
    expect((await ask(path(STAYING))).status).toBe(200);
  });

  it('loses what a transaction adds that had asked before it ended', async () => {
    const other = uuid();
    const late = new Client({ connectionString: database.ownerUrl });
    await late.connect();
    try {
      await late.query('begin');
      await late.query('select pg_current_xact_id()');
      await tell(ended(other));
      await eventually('it is looked at', async () => (await ask(`/tenants/${other}/end`)).status === 200, SOON);
      await eventually('a look has passed', async () => (await looks(owner, other)) > 0, SOON);
      await late.query(`insert into projection.parked_events
                               (topic, partition, record_offset, key, kind, because, attempts, headers, value_bytes)
                        values ('t', 0, 99, '${other}/late', 'poison', 'of a test', 1, '{}', 0)`);
      expect((await ask(`/tenants/${other}/end`)).body.erasedAt).toBeNull();
      await late.query('commit');
    } finally {
      await late.end();
    }
    await isErased(other);
    expect(Object.keys(await rowsNaming(owner, other))).not.toContain('projection.parked_events');
  });
});

/** Who is named so is of the tenant that goes. */
const NAME = 'Zaphodine-of-the-tenant-that-goes';

/** The end itself is an entry of the installation. */
const LEFT = {
  directory: { 'public.ended_tenants': 1 },
  audit: { 'projection.entries': expect.any(Number), 'public.ended_tenants': 1 },
  notifier: { 'public.ended_tenants': 1 },
};

function peopleOf(tenantId: string): RollcallEvent[] {
  const displayName = tenantId === GOING ? NAME : 'Ford';
  const person = { id: `person-of-${tenantId}`, displayName, mail: `${displayName}@example.com` };
  return [
    created(person, { tenantId }),
    updated({ ...person, title: 'Chief' }, { tenantId, version: 2 }),
    updated({ ...person, title: 'Leapt' }, { tenantId, version: 7 }),
  ];
}

function settingsOf(tenantId: string): RollcallEvent[] {
  return [
    {
      ...envelope(tenantId, tenantId),
      type: 'rollcall.TenantChanged',
      resourceVersion: 1,
      data: { name: tenantId === GOING ? NAME : 'Betelgeuse', notificationAddress: 'it@example.com' },
    },
  ];
}

function ended(tenantId: string): TenantEnded {
  const event: TenantEnded = {
    ...envelope(tenantId, tenantId),
    type: 'rollcall.TenantEnded',
    data: { askedAt: '2026-11-24T09:00:00.000Z', actor: { type: 'operator', name: 'ida' }, reason: 'of a test' },
  };
  if (endedBy(event) === null || tenantId === INSTALLATION) throw new Error('this ends nobody');
  return event;
}

function envelope(tenantId: string, subject: string) {
  return {
    id: uuid(),
    source: `/tenants/${tenantId}`,
    subject,
    time: new Date().toISOString(),
    tenantId,
    resourceVersion: null,
    scimEvent: null,
    correlationId: uuid(),
    traceparent: null,
  };
}

/** A record of the tenant's that is no event: it is parked with all that it says. */
async function sendUnreadable({ settings }: TestKafka, tenantId: string): Promise<void> {
  const producer = openKafka(settings, 'test').producer();
  await producer.connect();
  const key = `${tenantId}/${uuid()}`;
  await producer.send({ topic: settings.topicPrefix + USERS.name, messages: [{ key, value: `{"name":"${NAME}"` }] });
  await producer.disconnect();
}

async function published({ settings }: TestKafka, topics: readonly string[]): Promise<number> {
  const admin = openKafka(settings, 'test').admin();
  await admin.connect();
  let sum = 0;
  for (const topic of topics) {
    for (const { high } of await admin.fetchTopicOffsets(settings.topicPrefix + topic)) sum += Number(high);
  }
  await admin.disconnect();
  return sum;
}

async function looks(owner: Pool, tenantId: string): Promise<number> {
  const statement = 'select from public.ended_tenants where tenant_id = $1 and looked_at is not null';
  return (await owner.query(statement, [tenantId])).rowCount ?? 0;
}
