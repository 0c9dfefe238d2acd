import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import type { Producer } from 'kafkajs';
import { v7 as uuid } from 'uuid';
import { ACTS, encodeEvent, type RollcallEvent } from '#contracts';
import { headerText, openKafka, readToEnd } from '#kafka';
import { startProjection } from '#projection';
import type { RunningService } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { MailServer } from './channels/mail-server.fixture.js';
import { OTHER_TENANT, TENANT, tenantChanged } from './rules/events.fixture.js';
import { notifier as projection } from './notifier.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

const OPERATOR = 'o'.repeat(32);
const STRANGER = 'it@elsewhere.example';
const PATIENT = { timeout: 20_000 };

let kafka: TestKafka;
let database: TestDatabase<keyof (typeof DATABASE)['roles']>;
let mails: MailServer;
let owner: Client;
let producer: Producer;
let notifier: RunningService;

beforeAll(async () => {
  [kafka, database, mails] = await Promise.all([
    testKafka(),
    createTestDatabase(DATABASE, MIGRATIONS),
    MailServer.start(),
  ]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  producer = openKafka(kafka.settings, 'test').producer();
  await producer.connect();
  notifier = await startProjection(projection(), {
    PORT: '0',
    LOG_LEVEL: 'error',
    DATABASE_URL: database.url('notifier'),
    READER_DATABASE_URL: database.url('reader'),
    JWKS_URL: 'http://127.0.0.1:9/jwks.json',
    TOKEN_ISSUER: 'http://issuer.test',
    SMTP_URL: mails.url,
    MAIL_FROM: 'Rollcall <no-reply@rollcall.example>',
    OPERATOR_TOKEN: OPERATOR,
    CONFIRM_WAIT_MS: '0',
    FAILED_CREDENTIALS_PER_MINUTE: '5',
    KAFKA_BROKERS: kafka.settings.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.settings.topicPrefix,
  });
}, 60_000);

afterAll(async () => {
  await notifier.stop();
  await Promise.all([producer.disconnect(), owner.end()]);
  await Promise.all([mails.stop(), kafka.drop()]);
  await database.drop();
}, 60_000);

let version = 0;
async function publish(event: RollcallEvent): Promise<void> {
  const { topic, key, headers, value } = encodeEvent(event);
  await producer.send({
    topic: kafka.settings.topicPrefix + topic,
    messages: [{ key, headers: { ...headers }, value }],
  });
}

async function named(address: string): Promise<void> {
  const event = tenantChanged(address, { version: (version += 1), time: new Date() });
  await publish({ ...event, data: { ...event.data, domains: [] } });
}

/** The link in the last mail to the address. */
function linkTo(address: string): Promise<string> {
  return eventually(
    'the mail with the link',
    () => /http:\/\/\S+\/confirm\/[\w-]{43}/.exec(mails.to(address).at(-1)?.mail.text ?? '')?.[0],
    PATIENT,
  );
}

const page = async (url: string, method: 'GET' | 'POST' = 'GET') => {
  const answer = await fetch(url, { method, headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

interface Body {
  readonly items?: readonly Record<string, unknown>[];
  readonly next?: string | null;
  readonly [member: string]: unknown;
}

async function operate(method: string, path: string, token = OPERATOR) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${notifier.internalUrl}/admin${path}`, { method, headers });
  return { status: answer.status, body: (await answer.json()) as Body };
}

const addressOf = async () => (await operate('GET', `/tenants/${TENANT}/notification-address`)).body;

/** The acts in the topic, as `act object actor reason`. */
async function acts(): Promise<string[]> {
  const found: string[] = [];
  await readToEnd(openKafka(kafka.settings, 'acts'), [kafka.settings.topicPrefix + ACTS.name], {
    each: ({ message }) => {
      if (headerText(message.headers).ce_type !== 'rollcall.AdminActed') return;
      const { act, object, actor, reason } = JSON.parse(String(message.value)) as {
        act: string;
        object: { id: string };
        actor: { type: string };
        reason: string | null;
      };
      found.push([act, object.id, actor.type, reason].filter((part) => part !== null).join(' '));
    },
  });
  return found;
}

describe('the page that a link leads to', () => {
  let link: string;
  beforeAll(async () => {
    await named(STRANGER);
    link = await linkTo(STRANGER);
  });

  it('stands at the notifier’s own address unless it is told another', () => {
    expect(link.startsWith(`${notifier.url}/confirm/`)).toBe(true);
  });

  it('is a form without anything to load, run, frame or keep; looking at it confirms nothing', async () => {
    for (let look = 0; look < 3; look += 1) {
      const { status, headers, text } = await page(link);
      expect(status).toBe(200);
      expect(text).toContain('<form method="post"><button');
      expect(text).not.toMatch(/<(script|img|link|iframe|a)\b|\son\w+=|elsewhere/);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
    await page(link.replace(/.$/, ''), 'GET');
    expect(await addressOf()).toMatchObject({ address: STRANGER, isMailed: false, confirmedAt: null });
  });

  it('confirms when its button is pressed, and says so to who presses it twice', async () => {
    expect(await page(link, 'POST')).toMatchObject({ status: 200, text: expect.stringContaining('is confirmed') });
    expect((await page(link, 'POST')).status).toBe(200);
    expect(await addressOf()).toMatchObject({ isMailed: true, confirmedAt: expect.any(String) });
    const told = await eventually(
      'the act is told',
      async () => (await acts()).find((act) => act.includes('confirm')),
      PATIENT,
    );
    expect(told).toBe(`notification-addresses.confirm ${TENANT} mailbox`);
    const { rows } = await owner.query('select 1 from acts.outbox_unpublished');
    expect(rows).toEqual([]);
  });

  it('gives one answer to links that never were, have run out, or are none; then makes guesses wait, and no right one', async () => {
    await named('second@elsewhere.example');
    const second = await linkTo('second@elsewhere.example');
    await owner.query(`update mailing.confirmations set expires_at = now() where address = 'second@elsewhere.example'`);
    const base = notifier.url;
    const wrong = [second, `${base}/confirm/${'x'.repeat(43)}`, `${base}/confirm/x`];
    const answers = [];
    for (const url of wrong) answers.push(await page(url, 'POST'));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set((await Promise.all([link, ...wrong].map((url) => page(url)))).map(({ text }) => text)).size).toBe(1);
    const guesses = [];
    for (let n = 0; n < 10; n += 1) guesses.push(await page(`${base}/confirm/${'y'.repeat(43)}`, 'POST'));
    const last = guesses.at(-1);
    expect(last?.status).toBe(429);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last?.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await page(link, 'POST')).status).toBe(200);
  });
});

describe('the operator of the notifier', () => {
  it('is let in by the credential alone, and on the internal listener alone', async () => {
    const path = `/tenants/${TENANT}/notification-address`;
    expect((await operate('GET', path, 'wrong')).status).toBe(401);
    expect((await fetch(`${notifier.internalUrl}/admin${path}`)).status).toBe(401);
    const outside = await fetch(`${notifier.url}/admin${path}`, { headers: { authorization: `Bearer ${OPERATOR}` } });
    expect(outside.status).toBe(404);
    expect((await fetch(`${notifier.internalUrl}/confirm/x`)).status).toBe(404);
  });

  it('asks for the mail again, within the day’s number, and not where there is nothing to confirm', async () => {
    await named('third@elsewhere.example');
    const first = await linkTo('third@elsewhere.example');
    const again = () => operate('POST', `/tenants/${TENANT}/notification-address/confirmation`);
    expect(await again()).toMatchObject({ status: 202, body: { isMailed: false, mailDueAt: expect.any(String) } });
    await eventually('another mail', () => mails.to('third@elsewhere.example').length === 2, PATIENT);
    expect((await page(first, 'POST')).status).not.toBe(200);
    // Five a day: one each to the first two, two to this one.
    for (let n = 0; n < 3; n += 1) await again();
    await eventually('the fifth', () => mails.to('third@elsewhere.example').length === 3, PATIENT);
    await again();
    const due = await eventually(
      'the next waits for the next day',
      async () => {
        const { mailDueAt } = await addressOf();
        return typeof mailDueAt === 'string' && new Date(mailDueAt) > new Date() ? mailDueAt : undefined;
      },
      PATIENT,
    );
    expect(due).toMatch(/T00:00:00\.000Z$/);
    expect((await page(await linkTo('third@elsewhere.example'), 'POST')).status).toBe(200);
    expect(await again()).toMatchObject({ status: 409, body: { code: 'nothing-to-confirm' } });
    const unknown = await operate('GET', `/tenants/${OTHER_TENANT}/notification-address`);
    expect(unknown.status).toBe(404);
  });

  it('sends a test mail where mails go, one a minute, and shows what became of it', async () => {
    const address = 'tested@elsewhere.example';
    const test = () => operate('POST', `/tenants/${TENANT}/notification-address/test-mail?reason=Does%20it%20arrive`);
    const testMail = async (status: string) =>
      eventually(
        `the test mail is ${status}`,
        async () => {
          const { testMail: mail } = await addressOf();
          return (mail as { status?: string } | null)?.status === status && mail;
        },
        PATIENT,
      );
    await named(address);
    await eventually('it is the address', async () => (await addressOf()).address === address, PATIENT);
    expect(await test()).toMatchObject({ status: 409, body: { code: 'address-not-mailed' } });
    await owner.query(`insert into mailing.grandfathered values ($1, 'address', $2)`, [TENANT, address]);
    expect(await test()).toMatchObject({ status: 202, body: { testMail: { address, reason: null } } });
    expect(await testMail('accepted')).toMatchObject({ address });
    const sent = mails.to(address).at(-1)?.mail;
    expect(sent?.subject).toBe('Test mail of the notifications of Contoso');
    const made = (when: string) =>
      owner.query(`update mailing.deliveries set made_at = now() ${when} where template = 'test'`);
    await made(`+ interval '1 hour'`);
    expect(await test()).toMatchObject({ status: 409, body: { code: 'test-mail-just-made' } });
    await made(`- interval '1 hour'`);
    mails.behave = () => ({ kind: 'refuse-recipient', code: 550 });
    expect((await test()).status).toBe(202);
    expect(await testMail('failed')).toMatchObject({ address, reason: expect.stringContaining('550') });
    mails.behave = () => ({ kind: 'accept' });
    const told = await eventually(
      'both acts are told',
      async () => {
        const found = (await acts()).filter((act) => act.startsWith('notification-addresses.test'));
        return found.length === 2 && found;
      },
      PATIENT,
    );
    expect(new Set(told)).toEqual(new Set([`notification-addresses.test ${TENANT} operator Does it arrive`]));
  });
});

describe('the addresses of a connection', () => {
  const CONNECTION = '0192f000-0000-7000-8000-0000000000c1';
  const path = `/tenants/${TENANT}/connections/${CONNECTION}/notification-addresses`;
  interface Item {
    readonly address: string;
    readonly state: string;
    readonly refused: { code: string; since: string } | null;
    readonly testMail: { status: string; reason: string | null } | null;
  }
  const items = async () => (await operate('GET', path)).body.items as unknown as readonly Item[] | undefined;
  const settled = () =>
    eventually(
      'both test mails are settled',
      async () => {
        const all = (await items()) ?? [];
        return (
          all.every(
            ({ testMail }) => testMail !== null && testMail.status !== 'pending' && testMail.status !== 'sending',
          ) && all
        );
      },
      PATIENT,
    );
  const [good, bad, waiting] = ['good@proved.example', 'bad@proved.example', 'waiting@elsewhere.example'];

  it('are shown each with what became of it; a test mail goes to those that are mailed, and each says how it ended', async () => {
    expect((await operate('GET', path)).status).toBe(404);
    const event = tenantChanged(STRANGER, { version: (version += 1), time: new Date() });
    const announce = async (notificationAddresses: string[]) =>
      publish({
        ...event,
        id: uuid(),
        resourceVersion: (version += 1),
        data: {
          ...event.data,
          domains: [{ name: 'proved.example', state: 'verified' }],
          connections: [{ id: CONNECTION, name: 'Entra', notificationAddresses }],
        },
      });
    await publish(event);
    await announce([waiting]);
    await eventually('it is known', async () => (await items())?.length === 1, PATIENT);
    expect(await operate('POST', `${path}/test-mail`)).toMatchObject({
      status: 409,
      body: { code: 'address-not-mailed' },
    });
    expect((await operate('POST', `${path}/confirmation`)).status).toBe(202);
    await announce([good, bad]);
    await eventually('they are known', async () => (await items())?.length === 2, PATIENT);
    expect(await operate('POST', `${path}/confirmation`)).toMatchObject({
      status: 409,
      body: { code: 'nothing-to-confirm' },
    });
    mails.behave = (recipient) => (recipient === bad ? { kind: 'refuse-recipient', code: 550 } : { kind: 'accept' });
    expect((await operate('POST', `${path}/test-mail?reason=both`)).status).toBe(202);
    expect(await operate('POST', `${path}/test-mail`)).toMatchObject({
      status: 409,
      body: { code: 'test-mail-just-made' },
    });
    expect(await settled()).toMatchObject([
      { address: good, state: 'confirmed', refused: null, testMail: { status: 'accepted', reason: null } },
      {
        address: bad,
        state: 'refused',
        refused: { code: '550 5.1.1', since: expect.any(String) },
        testMail: { status: 'failed', reason: expect.stringContaining('550') },
      },
    ]);
    mails.behave = () => ({ kind: 'accept' });
    await eventually(
      'the acts are told',
      async () => {
        const told = (await acts()).filter((act) => act.includes(CONNECTION));
        return told.length === 2 && told.includes(`notification-addresses.test ${CONNECTION} operator both`);
      },
      PATIENT,
    );
  });
});

describe('what is grandfathered', () => {
  beforeEach(async () => {
    await owner.query(
      `delete from mailing.grandfathered;
       insert into mailing.grandfathered
       values ('${TENANT}', 'domain', 'a.example'), ('${TENANT}', 'domain', 'b.example'),
              ('${TENANT}', 'address', 'it@c.example'), ('${OTHER_TENANT}', 'domain', 'a.example')`,
    );
  });

  const listed = async (query = '') =>
    ((await operate('GET', `/grandfathered${query}`)).body.items ?? []).map(
      ({ tenantId, value }) => `${String(tenantId)} ${String(value)}`,
    );

  it('is listed in pages, of everybody or of one tenant', async () => {
    expect(await listed()).toHaveLength(4);
    expect(await listed(`?tenantId=${OTHER_TENANT}`)).toEqual([`${OTHER_TENANT} a.example`]);
    const { body } = await operate('GET', '/grandfathered?limit=3');
    expect(await listed(`?cursor=${String(body.next)}`)).toEqual([`${OTHER_TENANT} a.example`]);
    expect((await operate('GET', '/grandfathered?tenantId=x')).status).toBe(400);
  });

  it('is ended one by one, of one tenant, or all; each is an act with its reason', async () => {
    const end = (path: string) => operate('DELETE', path);
    expect(await end(`/tenants/${TENANT}/grandfathered/A.example?reason=sold`)).toMatchObject({
      status: 200,
      body: { ended: 1 },
    });
    expect((await end(`/tenants/${TENANT}/grandfathered/A.example`)).status).toBe(404);
    expect((await end(`/tenants/${TENANT}/grandfathered/IT@c.example?reason=gone`)).body).toEqual({ ended: 1 });
    expect(await listed()).toEqual([`${TENANT} b.example`, `${OTHER_TENANT} a.example`]);
    expect((await end(`/tenants/${TENANT}/grandfathered?reason=proved`)).body).toEqual({ ended: 1 });
    expect((await end('/grandfathered?reason=year%20over')).body).toEqual({ ended: 1 });
    expect(await listed()).toEqual([]);
    const told = await eventually(
      'all are told',
      async () => {
        const ends = (await acts()).filter((act) => act.startsWith('grandfathered.end'));
        return ends.length >= 4 ? ends : undefined;
      },
      PATIENT,
    );
    expect(told.sort()).toEqual([
      `grandfathered.end ${TENANT} operator gone`,
      'grandfathered.end a.example operator sold',
      'grandfathered.end a.example operator year over',
      'grandfathered.end b.example operator proved',
    ]);
  });
});
