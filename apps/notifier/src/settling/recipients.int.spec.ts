import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DomainState } from '#contracts';
import { at, created, disabled, OTHER_TENANT, refused, TENANT, tenantChanged } from '../rules/events.fixture.js';
import { DEFAULT_CAPS } from '../rules/caps.js';
import { HOUR, MINUTE, PostOffice } from '../folding/post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
  office.settings = { ...office.settings, quietPeriodMs: 1 };
  await office.tamper('delete from mailing.grandfathered');
});
afterEach(() => office.close());

function tenant(
  notificationAddress: string | null,
  domains: Record<string, DomainState>,
  given: { tenantId?: string; version?: number } = {},
) {
  const event = tenantChanged(notificationAddress, given);
  const listed = Object.entries(domains).map(([name, state]) => ({ name, state }));
  return { ...event, data: { ...event.data, domains: listed } };
}

/** Bosses and people who have been there for long: nobody is told about their joining. */
async function staff(tenantId: string, ...addresses: readonly string[]): Promise<void> {
  const time = at(-HOUR);
  await office.hear(
    ...addresses.map((value, n) =>
      created(`boss-${n}`, { tenantId, time, user: { userName: `boss-${n}`, emails: [{ value, type: 'work' }] } }),
    ),
  );
  await office.tamper(`update projection.cycles set is_closed = true`);
  await office.tamper(`delete from mailing.delivery_events; delete from mailing.deliveries`);
}

let people = 0;
/** Somebody of the boss leaves. */
async function leave(boss = 0, tenantId = TENANT): Promise<void> {
  people += 1;
  await office.hear(disabled(`person-${people}`, { tenantId, time: office.now, managerId: `boss-${boss}` }));
}

const mails = () => office.server.taken.map(({ recipient, mail }) => `${recipient}: ${mail.subject}`);
const outcomes = async () =>
  (await office.deliveries()).map(({ template, status, reason, recipient }) =>
    [template, status, reason, recipient].filter((part) => part !== null).join(' '),
  );

describe('a recipient', () => {
  it('in no proved domain is not written to: it is listed, and told to the notification address once', async () => {
    await office.hear(tenant('it@contoso.example', { 'contoso.example': 'verified', 'late.example': 'pending' }));
    await staff(TENANT, 'victim@stranger.example', 'other@stranger.example', 'boss@late.example', 'boss@localhost');
    for (const boss of [0, 1, 2, 3, 0]) await leave(boss);
    await office.work();
    office.pass(MINUTE);
    await leave(0);
    await office.work();
    expect(mails().sort()).toEqual([
      'it@contoso.example: Mails to late[.]example are not sent',
      'it@contoso.example: Mails to localhost are not sent',
      'it@contoso.example: Mails to stranger[.]example are not sent',
    ]);
    const suppressed = (await outcomes()).filter((line) => line.includes('suppressed'));
    expect(suppressed).toHaveLength(5);
    for (const line of suppressed) expect(line).toMatch(/^leaver suppressed domain not verified /);
  });

  it('is written to while the domain is verified or failing, and no longer when it is withdrawn; a resend neither', async () => {
    await office.hear(tenant('it@contoso.example', { 'contoso.example': 'failing' }));
    await staff(TENANT, 'boss@contoso.example');
    await leave();
    await office.work();
    expect(mails()).toHaveLength(1);
    await office.tamper(`update mailing.deliveries set status = 'failed', facts = '{}'`);
    await office.hear(tenant('it@contoso.example', { 'contoso.example': 'withdrawn' }, { version: 2 }));
    await office.tamper(`update mailing.deliveries set status = 'pending' where status = 'failed'`);
    await leave();
    await office.work();
    expect(mails()).toHaveLength(1);
    expect(await outcomes()).toEqual([
      'leaver suppressed domain not verified boss@contoso.example',
      'leaver suppressed domain not verified boss@contoso.example',
    ]);
  });

  it('waits a moment for what its tenant says on another topic', async () => {
    office.caps = { ...office.caps, domainWaitMs: 10_000 };
    await staff(TENANT, 'boss@contoso.example');
    await leave();
    await office.work();
    expect((await outcomes())[0]).toMatch(/^leaver pending/);
    await office.hear(tenant(null, { 'contoso.example': 'verified' }));
    office.pass(1_000);
    await office.work();
    expect(mails()).toEqual(['boss@contoso.example: The account of Name of person-' + `${people} was disabled`]);
  });

  it('is grandfathered where the tenant was mailed before, until the domain is withdrawn', async () => {
    await office.tamper(`insert into mailing.grandfathered values ('${TENANT}', 'domain', 'old.example')`);
    await office.hear(tenant(null, {}));
    await staff(TENANT, 'boss@old.example');
    await leave();
    await office.work();
    expect(mails()).toHaveLength(1);
    await office.hear(tenant(null, { 'old.example': 'withdrawn' }, { version: 2 }));
    await leave();
    await office.work();
    expect(mails()).toHaveLength(1);
  });

  it('that is only a notification address is not told of refusals before it is confirmed', async () => {
    await office.hear(tenant('it@elsewhere.example', {}), refused('invalid-value'));
    office.pass(2 * MINUTE);
    await office.work();
    expect(mails().filter((line) => line.includes('refused'))).toEqual([]);
    expect(await outcomes()).toContain('refusals suppressed domain not verified it@elsewhere.example');
  });
});

describe('the caps', () => {
  beforeEach(async () => {
    office.caps = { ...DEFAULT_CAPS, domainWaitMs: 0, mailboxPerPeriod: 3 };
    const domains = { 'contoso.example': 'verified' } as const;
    await office.hear(tenant(null, domains), tenant(null, domains, { tenantId: OTHER_TENANT }));
    await staff(TENANT, 'boss@contoso.example', 'chef@contoso.example');
    await staff(OTHER_TENANT, 'BOSS@contoso.example');
  });

  /** Each a mail of its own. */
  async function leavers(count: number, boss = 0, tenantId = TENANT): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      await leave(boss, tenantId);
      await office.work();
    }
  }

  it('let a mailbox have so many mails a day, and the rest in one digest that covers each event', async () => {
    await leavers(10);
    await leavers(1, 1);
    expect(office.server.to('boss@contoso.example')).toHaveLength(3);
    expect(office.server.to('chef@contoso.example')).toHaveLength(1);
    const listed = await office.deliveries();
    const digest = listed.find(({ template }) => template === 'digest');
    expect(digest).toMatchObject({ status: 'waiting', event_count: 7, recipient: 'boss@contoso.example' });
    expect(listed.filter(({ status }) => status === 'gathered')).toHaveLength(7);
    office.pass(24 * HOUR);
    await office.work();
    const [, , , mail, ...others] = office.server.to('boss@contoso.example');
    expect(others).toEqual([]);
    expect(mail?.mail.subject).toBe('7 more mails about Contoso, in one');
    expect(mail?.mail.text).toMatch(/Accounts disabled or deleted: +7/);
    expect(mail?.mail.text).toContain(`The account of Name of person-${people - 1} was disabled`);
    expect(new Set(listed.flatMap(({ event_ids: ids }) => ids)).size).toBe(11);
  });

  it('count a mailbox of several tenants together, and tell none of another', async () => {
    office.caps = { ...office.caps, mailboxPerPeriod: 3 };
    await leavers(9);
    await leavers(9, 0, OTHER_TENANT);
    const received = office.server.taken.filter(({ recipient }) => /^boss@/i.test(recipient));
    expect(received).toHaveLength(6);
    const digests = (await office.deliveries()).filter(({ template }) => template === 'digest');
    expect(digests.map(({ event_count: count }) => count)).toEqual([6, 6]);
  });

  it('serve tenants in turn, however much one has', async () => {
    office.caps = { ...office.caps, mailboxPerPeriod: 1_000 };
    for (let n = 0; n < 20; n += 1) {
      await leave();
      await office.settle();
    }
    await leave(0, OTHER_TENANT);
    await office.work();
    const order = office.server.taken.map(({ recipient }) => recipient);
    expect(order).toHaveLength(21);
    expect(order.indexOf('BOSS@contoso.example')).toBeLessThan(2);
  });

  it('let a tenant have so many attempts a minute, and keep the rest', async () => {
    office.caps = { ...office.caps, mailboxPerPeriod: 1_000, tenantPerMinute: 5 };
    await leavers(8);
    await leavers(1, 0, OTHER_TENANT);
    expect(office.server.to('boss@contoso.example')).toHaveLength(5);
    expect(office.server.to('BOSS@contoso.example')).toHaveLength(1);
    office.pass(MINUTE);
    await office.work();
    expect(office.server.to('boss@contoso.example')).toHaveLength(8);
  });
});
