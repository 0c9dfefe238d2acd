import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { encodeEvent, type RollcallEvent } from '#contracts';
import { openKafka } from '#kafka';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { MailServer } from './channels/mail-server.fixture.js';
import { created, disabled, tenantChanged } from './rules/events.fixture.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';

const ROOT = new URL('../../../', import.meta.url).pathname;
const ENTRY = 'dist/apps/notifier/src/main.js';

let kafka: TestKafka;
let database: TestDatabase<keyof (typeof DATABASE)['roles']>;
let mails: MailServer;
let owner: Client;
let process_: ChildProcess;

beforeAll(async () => {
  if (!existsSync(ROOT + ENTRY)) throw new Error(`${ENTRY} is not there: run npm run build first`);
  [kafka, database, mails] = await Promise.all([
    testKafka(),
    createTestDatabase(DATABASE, MIGRATIONS),
    MailServer.start(),
  ]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
}, 60_000);

afterAll(async () => {
  await kill();
  await owner.end();
  await Promise.all([mails.stop(), kafka.drop()]);
  await database.drop();
}, 60_000);

function start(): void {
  process_ = spawn(process.execPath, ['--import', './dist/libs/telemetry/src/register.js', ENTRY], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      PORT: '0',
      DATABASE_URL: database.url('notifier'),
      READER_DATABASE_URL: database.url('reader'),
      JWKS_URL: 'http://127.0.0.1:9/jwks.json',
      TOKEN_ISSUER: 'http://issuer.test',
      SMTP_URL: mails.url,
      MAIL_FROM: 'no-reply@rollcall.example',
      SMTP_ATTEMPT_MS: '6000',
      QUIET_PERIOD_MS: '1',
      LEAVER_GATHER_MS: '0',
      KAFKA_BROKERS: kafka.settings.brokers.join(','),
      KAFKA_TOPIC_PREFIX: kafka.settings.topicPrefix,
    },
  });
}

async function kill(): Promise<void> {
  if (process_.exitCode !== null || process_.signalCode !== null) return;
  process_.kill('SIGKILL');
  await once(process_, 'exit');
}

async function publish(...events: readonly RollcallEvent[]): Promise<void> {
  const producer = openKafka(kafka.settings, 'test').producer();
  await producer.connect();
  for (const event of events) {
    const { topic, key, headers, value } = encodeEvent(event);
    const messages = [{ key, headers: { ...headers }, value }];
    await producer.send({ topic: kafka.settings.topicPrefix + topic, messages });
  }
  await producer.disconnect();
}

async function leaver(
  eventId: string,
): Promise<{ status: string; phase: string | null; attempts: number } | undefined> {
  const { rows } = await owner.query<{ status: string; phase: string | null; attempts: number }>(
    `select d.status, d.phase, d.attempts
       from mailing.deliveries d
       join mailing.delivery_events e on e.delivery_id = d.id
      where e.event_id = $1`,
    [eventId],
  );
  return rows[0];
}

const PATIENT = { timeout: 30_000 };

const now = () => ({ time: new Date() });

describe('a notifier that is killed with SIGKILL', () => {
  it('sends again what had not come to DATA, once, and leaves uncertain what had', async () => {
    mails.behave = (recipient) => ({ kind: recipient === 'boss@example.com' ? 'hang-at-recipient' : 'hang' });
    start();
    const before = disabled('anna', { ...now(), version: 1, managerId: 'boss' });
    const after = disabled('bert', { ...now(), version: 1, managerId: 'chef' });
    await publish(tenantChanged(null, now()), created('boss', now()), created('chef', now()), before, after);
    await eventually(
      'one attempt waits for RCPT',
      async () => (await leaver(before.id))?.phase === 'envelope',
      PATIENT,
    );
    await eventually('of the other the server has all', () => mails.to('chef@example.com').length === 1, PATIENT);
    await kill();
    expect(await leaver(before.id)).toMatchObject({ status: 'sending', phase: 'envelope' });
    expect(await leaver(after.id)).toMatchObject({ status: 'sending', phase: 'data' });

    mails.behave = () => ({ kind: 'accept' });
    start();
    await eventually('the one is accepted', async () => (await leaver(before.id))?.status === 'accepted', PATIENT);
    await eventually('the other is uncertain', async () => (await leaver(after.id))?.status === 'uncertain', PATIENT);
    expect(mails.to('boss@example.com')).toHaveLength(1);
    expect(mails.to('chef@example.com')).toHaveLength(1);
    expect(await leaver(before.id)).toMatchObject({ attempts: 2 });
    expect(await leaver(after.id)).toMatchObject({ attempts: 1 });
  }, 90_000);
});
