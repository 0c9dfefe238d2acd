import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { inTransaction } from '#postgres';
import type { UserResource } from '#contracts';
import { at, created, disabled, OTHER_TENANT, TENANT } from '../rules/events.fixture.js';
import { HOUR, PostOffice } from '../folding/post-office.fixture.js';
import { gatheredLeavers, lockWaitingJoiners, type WaitingRow } from '../storage/statements/lock-waiting-people.js';
import { settlePerson } from '../rules/settle-person.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

/** As many as are settled at a time. */
const BATCH = 200;

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
  office.settings = { ...office.settings, quietPeriodMs: 1 };
  await office.hear(created('boss', { time: at(-HOUR) }), created('boss', { time: at(-HOUR), tenantId: OTHER_TENANT }));
  await office.tamper(`update projection.cycles set is_closed = true`);
  await forgetMails();
});
afterEach(() => office.close());

async function forgetMails(): Promise<void> {
  await office.tamper(`delete from mailing.delivery_events; delete from mailing.deliveries`);
}

const mailed = () => office.server.taken.map(({ mail }) => mail.subject);
const many = Array.from({ length: BATCH }, (_, n) => `p${n}`);
const mails = (value: string): Partial<UserResource> => ({ emails: [{ value, type: 'work' }] });

describe('mails about people that cannot go yet', () => {
  it('hold up no leaver of another tenant: two hundred who are their own managers', async () => {
    await office.hear(...many.map((id) => disabled(id, { managerId: id })));
    office.pass(1);
    await office.hear(disabled('anna', { managerId: 'boss', tenantId: OTHER_TENANT }));
    await office.work();
    expect(mailed()).toEqual(['The account of Name of anna was disabled']);
  });

  it('hold up no joiner of another tenant: two hundred who share a mailbox with their manager', async () => {
    // One address to JavaScript, and two to lower() of PostgreSQL, whatever the collation.
    await office.hear(created('chef', { time: at(-HOUR), user: mails('ΑΣ@example.com') }));
    await forgetMails();
    await office.hear(...many.map((id) => created(id, { managerId: 'chef', user: mails('ας@example.com') })));
    office.pass(1);
    await office.hear(created('anna', { managerId: 'boss', tenantId: OTHER_TENANT }));
    await office.work();
    expect(mailed()).toEqual(['Name of anna joins your team']);
  });

  it('are not looked at: what is found due comes to its end', async () => {
    const named = (manager: string, user: Partial<UserResource> = {}) => ({ managerId: manager, user });
    await office.hear(
      created('mute', { time: at(-HOUR), user: { emails: [], userName: 'g#EXT#@x.example' } }),
      created('gone', { time: at(-HOUR) }),
      created('mute-gone', { time: at(-HOUR), user: { emails: [], userName: 'h#EXT#@x.example' } }),
      disabled('gone'),
      disabled('mute-gone', { user: { emails: [], userName: 'h#EXT#@x.example' } }),
    );
    await forgetMails();
    const cases: readonly (readonly [string, ReturnType<typeof named> | undefined])[] = [
      ['none', undefined],
      ['nobody', named('nobody')],
      ['itself', named('itself')],
      ['by-number', named('E-1')],
      ['of-mute', named('mute')],
      ['of-gone', named('gone')],
      ['of-mute-gone', named('mute-gone')],
      ['same-mailbox', named('boss', mails('ＢOSS@example.com'))],
    ];
    for (const [id, about] of cases) {
      await office.hear(created(`j-${id}`, about?.managerId === id ? { ...about, managerId: `j-${id}` } : about));
      await office.hear(disabled(`l-${id}`, about?.managerId === id ? { ...about, managerId: `l-${id}` } : about));
    }
    const waits = (rows: readonly WaitingRow[], now: Date) =>
      rows.filter(({ waiting }) => settlePerson(waiting, now).kind === 'wait').map(({ waiting }) => waiting.personId);
    for (const now of [office.now, new Date(office.now.getTime() + 2 * HOUR)]) {
      const [joiners, leavers] = await inTransaction(office.pool, async (tx) => [
        await lockWaitingJoiners(tx, now, BATCH),
        await gatheredLeavers(tx, { now, madeBefore: now, limit: BATCH }),
      ]);
      expect([waits(joiners, now), waits(leavers, now)]).toEqual([[], []]);
    }
  });
});

describe('mails about people of several tenants', () => {
  it('go by turns: one of each, then the second of each, however many were made before', async () => {
    await office.hear(...many.map((id) => created(id, { time: at(-HOUR) })));
    await forgetMails();
    await office.hear(...many.map((id) => created(`j-${id}`, { managerId: id })));
    await office.hear(...many.map((id) => disabled(`l-${id}`, { managerId: id })));
    office.pass(1);
    const of = { managerId: 'boss', tenantId: OTHER_TENANT };
    await office.hear(created('anna', of), disabled('bert', of));
    const { now } = office;
    const [joiners, leavers] = await inTransaction(office.pool, async (tx) => [
      await lockWaitingJoiners(tx, now, 3),
      await gatheredLeavers(tx, { now, madeBefore: now, limit: 3 }),
    ]);
    const whose = (rows: readonly WaitingRow[]) => rows.map(({ tenantId }) => tenantId);
    expect(whose(joiners).slice().sort()).toEqual([TENANT, TENANT, OTHER_TENANT]);
    expect(whose(leavers).slice().sort()).toEqual([TENANT, TENANT, OTHER_TENANT]);
  });
});
