import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { adminActed, type DomainState } from '#contracts';
import { inTransaction, type Transaction } from '#postgres';
import { eventually } from '../../../../test/support/eventually.js';
import { at, OTHER_TENANT, refused, TENANT, tenantChanged } from '../rules/events.fixture.js';
import { confirmAddress } from './confirm-address.js';
import { linkHash } from '../storage/link-token.js';
import { settleConfirmations } from './settle-confirmations.js';
import { HOUR, LINK, MINUTE, PostOffice } from '../folding/post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

const DAY = 24 * HOUR;
const STRANGER = 'it@elsewhere.example';

let office: PostOffice;
let version = 0;
beforeEach(async () => {
  office = await PostOffice.open();
  await office.tamper('delete from mailing.grandfathered');
});
afterEach(() => office.close());

/** The tenant changes, now. */
async function set(
  address: string | null,
  { domains = {}, tenantId = TENANT }: { domains?: Record<string, DomainState>; tenantId?: string } = {},
): Promise<void> {
  version += 1;
  const event = tenantChanged(address, { version, tenantId, time: office.now });
  const listed = Object.entries(domains).map(([name, state]) => ({ name, state }));
  await office.hear({ ...event, data: { ...event.data, domains: listed } });
}

async function after(milliseconds: number): Promise<void> {
  office.pass(milliseconds);
  await office.work();
}

/** What the links of the mails to an address hold, in their order. */
const tokens = (address = STRANGER): string[] =>
  office.server.to(address).flatMap(({ mail }) => mail.text?.split(LINK)[1]?.slice(0, 43) ?? []);
const confirm = (token: string) => confirmAddress(office.pool, token, { ...ASKED, at: office.now });
const ASKED = { requestId: 'request-1', address: '192.0.2.0/24' };
const recipients = () => office.server.taken.map(({ recipient }) => recipient);

/** A refused write, and the mail about it if it is sent. */
async function refusal(): Promise<void> {
  await office.hear(refused(`reason-${office.now.getTime()}`, { time: office.now }));
  await after(2 * MINUTE);
}

describe('a notification address outside proved domains', () => {
  it('is asked once, by a link, and is told nothing else before somebody who reads it has confirmed it', async () => {
    await set(STRANGER);
    await after(0);
    expect(recipients()).toEqual([]);
    await after(MINUTE);
    await refusal();
    expect(office.server.taken.map(({ mail }) => mail.subject)).toEqual(['Confirm this address for Contoso']);
    const [token = ''] = tokens();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await confirm(token)).toBe(true);
    await refusal();
    expect(recipients()).toEqual([STRANGER, STRANGER]);
    expect(office.server.taken[1]?.mail.subject).toMatch(/refused/);
  });

  it('is asked by a link of which the database has the hash alone', async () => {
    await set(STRANGER);
    await after(MINUTE);
    const [token = ''] = tokens();
    const { rows } = await office.pool.query<{ all: string; hash: Buffer }>(
      `select (select string_agg(d::text, '') from deliveries d) || c::text as all, c.token_hash as hash
         from confirmations c`,
    );
    expect(rows[0]?.all).not.toContain(token);
    expect(rows[0]?.all).not.toContain(Buffer.from(token).toString('hex'));
    expect(rows[0]?.hash).toEqual(linkHash(token));
  });

  it('is not asked where its domain is proved meanwhile, nor when it is no longer the one', async () => {
    await set(STRANGER);
    await set(STRANGER, { domains: { 'elsewhere.example': 'verified' } });
    await set('other@elsewhere.example', { tenantId: OTHER_TENANT });
    await set(null, { tenantId: OTHER_TENANT });
    await after(MINUTE);
    expect(recipients()).toEqual([]);
    expect(await office.deliveries()).toEqual([]);
  });

  it('is not asked by a mail that was made before its domain was proved', async () => {
    await set(STRANGER);
    office.pass(MINUTE);
    await office.settle();
    await set(STRANGER, { domains: { 'elsewhere.example': 'verified' } });
    await office.work();
    expect(recipients()).toEqual([]);
    const made = (await office.deliveries()).map(({ status, reason }) => [status, reason]);
    expect(made).toEqual([['suppressed', 'needs no confirmation']]);
  });

  it('is not asked again by a change of something else, however late, nor by being set to and fro', async () => {
    await set(STRANGER);
    await after(MINUTE);
    for (const address of [STRANGER, null, STRANGER, 'IT@elsewhere.example']) {
      await set(address);
      await after(MINUTE);
    }
    await after(8 * DAY);
    await set('IT@elsewhere.example', { domains: { 'new.example': 'pending' } });
    await after(MINUTE);
    expect(recipients()).toEqual([STRANGER]);
  });

  it('is asked again when it is set again and its link has run out', async () => {
    await set(STRANGER);
    await after(MINUTE);
    await set(null);
    await after(7 * DAY);
    await set(STRANGER);
    await after(MINUTE);
    expect(tokens()).toHaveLength(2);
    const [first = '', second = ''] = tokens();
    expect([await confirm(first), await confirm(second)]).toEqual([false, true]);
  });

  it('is asked when it is set again after its turn to be asked had passed without a mail', async () => {
    await set(STRANGER);
    await set(null);
    await after(MINUTE);
    await set(STRANGER);
    await after(MINUTE);
    expect(recipients()).toEqual([STRANGER]);
  });

  it.each([0, MINUTE])(
    'is asked when it is set again after its mail was held back, %d ms before that',
    async (before) => {
      await set(STRANGER);
      office.pass(MINUTE);
      await office.settle();
      await set(null);
      await after(0);
      await after(MINUTE);
      expect(recipients()).toEqual([]);
      await after(before);
      await set(STRANGER);
      await after(MINUTE);
      expect(recipients()).toEqual([STRANGER]);
    },
  );

  it('is asked once the proof of its domain is withdrawn, which came before it was asked', async () => {
    await set(STRANGER);
    await set(STRANGER, { domains: { 'elsewhere.example': 'verified' } });
    await after(MINUTE);
    expect(recipients()).toEqual([]);
    await set(STRANGER, { domains: { 'elsewhere.example': 'withdrawn' } });
    await after(MINUTE);
    expect(recipients()).toEqual([STRANGER]);
  });

  it('needs a confirmation of its own, and none when the tenant goes back to it', async () => {
    await set(STRANGER);
    await after(MINUTE);
    await confirm(tokens()[0] ?? '');
    await set('new@elsewhere.example');
    await after(MINUTE);
    await refusal();
    expect(recipients()).toEqual([STRANGER, 'new@elsewhere.example']);
    await set(STRANGER);
    await after(8 * DAY);
    await refusal();
    expect(recipients()).toEqual([STRANGER, 'new@elsewhere.example', STRANGER]);
  });

  it('is confirmed for one tenant, and for no other', async () => {
    await set(STRANGER);
    await set(STRANGER, { tenantId: OTHER_TENANT });
    await after(MINUTE);
    const [first = ''] = tokens();
    await confirm(first);
    const { rows } = await office.pool.query('select 1 from confirmations where confirmed_at is not null');
    expect(rows).toHaveLength(1);
  });

  it('is one of at most five that are asked in a day; the others are asked the day after', async () => {
    for (let n = 0; n < 8; n += 1) {
      await set(`person-${n}@stranger.example`);
      await after(MINUTE);
    }
    expect(recipients()).toHaveLength(5);
    await set('it@other.example', { tenantId: OTHER_TENANT });
    await after(MINUTE);
    expect(recipients()).toHaveLength(6);
    await after(DAY);
    // Of the three that waited, the last alone is still the tenant's address.
    expect(recipients().slice(6)).toEqual(['person-7@stranger.example']);
  });

  it('is not asked by what happened too long ago', async () => {
    const event = tenantChanged(STRANGER, { time: at(-25 * HOUR), version: (version += 1) });
    await office.hear({ ...event, data: { ...event.data, domains: [] } });
    await after(HOUR);
    expect(recipients()).toEqual([]);
  });

  it('is asked once, though a second process settles before the first has committed', async () => {
    await set(STRANGER);
    office.pass(MINUTE);
    const settle = (tx: Transaction) => settleConfirmations(tx, { now: office.now, caps: office.caps });
    const counts = await inTransaction(office.pool, async (tx) => {
      const first = await settle(tx);
      const second = inTransaction(office.pool, settle);
      await Promise.race([second, eventually('the second waits', () => office.somebodyWaits())]);
      return { first, second };
    });
    expect([counts.first, await counts.second]).toEqual([1, 0]);
    await office.work();
    expect(recipients()).toEqual([STRANGER]);
  });
});

describe('a link', () => {
  it.each([
    [0, true],
    [7 * DAY - 1, true],
    [7 * DAY, false],
  ])('of a mail that went out %d ms ago is good: %s', async (age, isGood) => {
    await set(STRANGER);
    await after(MINUTE);
    office.pass(age);
    expect(await confirm(tokens()[0] ?? '')).toBe(isGood);
  });

  it('is told as one act, however often it is used', async () => {
    await set(STRANGER);
    await after(MINUTE);
    const [token = ''] = tokens();
    expect(await Promise.all([confirm(token), confirm(token), confirm(token)])).toEqual([true, true, true]);
    const { rows } = await office.pool.query<{ key: string; value: string }>(
      "select tenant_id || '/' || resource_id as key, value from outbox",
    );
    expect(rows.map(({ key, value }) => ({ key, data: JSON.parse(value) as unknown }))).toEqual([
      {
        key: `${TENANT}/${TENANT}`,
        data: {
          act: 'notification-addresses.confirm',
          object: { type: 'notification-address', id: TENANT },
          actor: { type: 'mailbox', name: null, address: ASKED.address },
          reason: null,
          changes: [{ path: 'confirmedAt', before: null, after: expect.anything() }],
        },
      },
    ]);
    expect(rows[0]?.value).not.toContain('@');
  });

  it('of the last attempt is the one that is good', async () => {
    office.server.behave = (_recipient, nth) => (nth === 1 ? { kind: 'lose-answer' } : { kind: 'accept' });
    await set(STRANGER);
    await after(MINUTE);
    await office.tamper(`update mailing.deliveries set status = 'pending' where status = 'uncertain'`);
    await after(MINUTE);
    const [first = '', second = ''] = tokens();
    expect([await confirm(first), await confirm(second)]).toEqual([false, true]);
  });

  it('of nobody confirms nothing', async () => {
    expect(await confirm('x'.repeat(43))).toBe(false);
  });
});

describe('what is grandfathered', () => {
  it('ends when its end is heard, of one tenant alone', async () => {
    await office.tamper(
      `insert into mailing.grandfathered
       values ('${TENANT}', 'domain', 'old.example'), ('${TENANT}', 'domain', 'kept.example'),
              ('${TENANT}', 'address', 'it@old.example'), ('${OTHER_TENANT}', 'domain', 'old.example')`,
    );
    const doing = { reason: null, requestId: 'request-1', traceparent: null };
    const end = (type: 'domain' | 'notification-address', id: string) =>
      adminActed(
        uuid(),
        { act: 'grandfathered.end', tenantId: TENANT, object: { type, id }, at: office.now, changes: [] },
        doing,
      );
    await office.hear(end('domain', 'old.example'), end('notification-address', TENANT));
    const { rows } = await office.pool.query<{ tenant_id: string; value: string }>(
      'select tenant_id, value from grandfathered order by tenant_id',
    );
    expect(rows.map(({ tenant_id: tenantId, value }) => [tenantId, value])).toEqual([
      [TENANT, 'kept.example'],
      [OTHER_TENANT, 'old.example'],
    ]);
  });
});
