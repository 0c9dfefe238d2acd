import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ENTERPRISE_USER_URN } from '#contracts';
import { inTransaction } from '#postgres';
import { eventually } from '../../../../test/support/eventually.js';
import { at, created, deleted, disabled, reactivated, updated } from '../rules/events.fixture.js';
import { foldUsers } from './fold-users.js';
import { HOUR, MINUTE, PostOffice } from './post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
  office.settings = { ...office.settings, leaverGatherMs: MINUTE, quietPeriodMs: 1 };
  await office.hear(created('boss', { time: at(-HOUR) }), created('chef', { time: at(-HOUR) }));
  await office.tamper(`update projection.cycles set is_closed = true`);
  await office.tamper(`delete from mailing.delivery_events; delete from mailing.deliveries`);
});
afterEach(() => office.close());

/** People who have been there for long: nobody is told about their joining. */
async function staff(managerId: string, ...ids: readonly string[]): Promise<void> {
  const user = (id: string) => ({
    [ENTERPRISE_USER_URN]: { employeeNumber: `no-${id}`, manager: { value: managerId } },
  });
  await office.hear(...ids.map((id) => created(id, { time: at(-HOUR), user: user(id) })));
  await office.tamper(`delete from mailing.delivery_events; delete from mailing.deliveries`);
}

const leave = (managerId: string, ...ids: readonly string[]) =>
  office.hear(...ids.map((id) => disabled(id, { time: office.now, managerId })));
const subjects = () => office.server.taken.map(({ recipient, mail }) => `${recipient}: ${mail.subject}`);
const outcomes = async () =>
  (await office.deliveries())
    .map(({ template, status, reason }) => `${template} ${status} ${reason ?? ''}`.trim())
    .sort();

describe('leavers of one manager', () => {
  it('wait from the first on, and are one delivery that covers each of them', async () => {
    await staff('boss', 'anna', 'bert', 'carl');
    await staff('chef', 'dora');
    await leave('boss', 'anna', 'bert');
    await leave('chef', 'dora');
    office.pass(MINUTE - 1);
    await leave('boss', 'carl');
    await office.work();
    expect(subjects()).toEqual([]);
    office.pass(1);
    await office.work();
    expect(subjects().sort()).toEqual([
      'boss@example.com: The accounts of 3 people were disabled',
      'chef@example.com: The account of Name of dora was disabled',
    ]);
    const [mail] = office.server.to('boss@example.com');
    for (const id of ['anna', 'bert', 'carl']) expect(mail?.mail.text).toContain(`Name of ${id} (${id}@example[.]com`);
    expect((await office.deliveries()).map(({ event_count: count }) => count).sort()).toEqual([1, 3]);
    await leave('boss', 'anna', 'bert', 'carl');
    office.pass(HOUR);
    await office.work();
  });

  it('are one delivery by whatever name of the manager they were told, and of another tenant another', async () => {
    const other = '0192f000-0000-7000-8000-000000000002';
    await office.hear(
      updated('boss', { user: { [ENTERPRISE_USER_URN]: { employeeNumber: '7' } } }),
      created('boss', { tenantId: other, user: { emails: [{ value: 'boss@other.example', type: 'work' }] } }),
    );
    await staff('boss', 'anna', 'bert', 'carl');
    await office.hear(
      disabled('anna', { managerId: 'boss' }),
      disabled('bert', { managerId: ' Boss@EXAMPLE.com' }),
      disabled('carl', { managerId: '7' }),
      disabled('anna', { managerId: 'boss', tenantId: other }),
    );
    office.pass(MINUTE);
    await office.work();
    expect(subjects().sort()).toEqual([
      'boss@example.com: The accounts of 3 people were disabled',
      'boss@other.example: The account of Name of anna was disabled',
    ]);
  });

  it('are named up to fifty, and counted beyond, each event covered by the one mail', async () => {
    const ids = Array.from({ length: 53 }, (_, n) => `p${String(n).padStart(2, '0')}`);
    await leave('boss', ...ids);
    office.pass(MINUTE);
    await office.work();
    const [mail, ...others] = office.server.taken;
    expect(others).toEqual([]);
    expect(mail?.mail.subject).toBe('The accounts of 53 people were disabled');
    expect(mail?.mail.text?.match(/Name of p\d\d/g)).toHaveLength(50);
    expect(mail?.mail.text).toContain('3 more people');
    expect(await office.deliveries()).toMatchObject([{ status: 'accepted', event_count: 53 }]);
  });

  it('are told apart by user name and number, and harm no mail by what their names hold', async () => {
    const naughty = '<b>Eve</b>\r\nBcc: all@example.com\u202E';
    const twin = (userName: string, employeeNumber: string) => ({
      userName,
      displayName: naughty,
      [ENTERPRISE_USER_URN]: { employeeNumber, manager: { value: 'boss' } },
    });
    await office.hear(
      disabled('e1', { user: twin('eve1@example.com', '41'), time: at(-1) }),
      disabled('e2', { user: twin('eve2@example.com', '42') }),
    );
    office.pass(MINUTE);
    await office.work();
    const [mail] = office.server.taken;
    expect(mail?.mail.text).toMatch(/eve1@example\[\.\]com, 41[^]*eve2@example\[\.\]com, 42/);
    expect(mail?.mail.headers.has('bcc')).toBe(false);
    expect(mail?.mail.text).not.toMatch(/^Bcc:|\u202E/m);
    expect(mail?.mail.html).not.toContain('<b>');
  });

  it('that are heard again after the projection is folded anew are told to nobody a second time', async () => {
    const events = ['anna', 'bert', 'carl'].map((id) => disabled(id, { managerId: 'boss' }));
    await office.hear(...events);
    office.pass(MINUTE);
    await office.work();
    await office.tamper('truncate projection.people, projection.cycles, projection.tenants');
    await office.hear(created('boss'), ...events);
    office.pass(HOUR);
    await office.work();
    expect(subjects()).toEqual(['boss@example.com: The accounts of 3 people were disabled']);
    expect((await office.deliveries()).filter(({ template }) => template === 'leaver')).toHaveLength(1);
  });

  it('are one delivery when two processes settle at once', async () => {
    await leave('boss', 'anna', 'bert', 'carl');
    office.pass(MINUTE);
    await Promise.all([office.settle(), office.settle(), office.settle()]);
    await office.work();
    expect(subjects()).toEqual(['boss@example.com: The accounts of 3 people were disabled']);
  });
});

describe('a leaver who is active again', () => {
  it('within the wait is left out, and the manager hears neither of the leaving nor of the return', async () => {
    await staff('boss', 'anna', 'bert');
    await leave('boss', 'anna', 'bert');
    office.pass(MINUTE / 2);
    await office.hear(reactivated('anna', { time: office.now, managerId: 'boss' }));
    office.pass(MINUTE);
    await office.work();
    expect(subjects()).toEqual(['boss@example.com: The account of Name of bert was disabled']);
  });

  it('in the initial cycle is left out, too, in one batch or in two', async () => {
    await staff('boss', 'anna', 'bert');
    office.settings = { ...office.settings, quietPeriodMs: 2 * HOUR };
    await leave('boss', 'anna');
    await office.hear(reactivated('anna', { managerId: 'boss' }));
    await office.hear(disabled('bert', { managerId: 'boss' }), reactivated('bert', { managerId: 'boss' }));
    office.pass(MINUTE);
    await office.work();
    expect(subjects()).toEqual([]);
    expect((await outcomes()).filter((outcome) => outcome.startsWith('leaver'))).toEqual([
      'leaver suppressed active again before the mail',
      'leaver suppressed active again before the mail',
    ]);
  });

  it('with all the others makes no mail at all, in one batch or in two', async () => {
    await staff('boss', 'anna', 'bert');
    await leave('boss', 'anna');
    await office.hear(reactivated('anna', { managerId: 'boss' }));
    await office.hear(disabled('bert', { managerId: 'boss' }), reactivated('bert', { managerId: 'boss' }));
    office.pass(HOUR);
    await office.work();
    expect(subjects()).toEqual([]);
    expect(await outcomes()).toEqual([
      'joiner suppressed active again before the mail',
      'joiner suppressed active again before the mail',
      'leaver suppressed active again before the mail',
      'leaver suppressed active again before the mail',
    ]);
  });

  it('and leaves once more is told, and an older return that is heard again does not hush it', async () => {
    await staff('boss', 'anna');
    const back = reactivated('anna', { managerId: 'boss' });
    await office.hear(
      disabled('anna', { managerId: 'boss' }),
      back,
      disabled('anna', { managerId: 'boss', version: 4 }),
    );
    await office.tamper('truncate projection.people');
    await office.hear(created('boss'), back);
    office.pass(MINUTE);
    await office.work();
    expect(subjects()).toEqual(['boss@example.com: The account of Name of anna was disabled']);
  });

  it('after the mail is told to the manager again', async () => {
    await staff('boss', 'anna');
    await leave('boss', 'anna');
    office.pass(MINUTE);
    await office.work();
    await office.hear(reactivated('anna', { time: office.now, managerId: 'boss' }));
    await office.work();
    expect(subjects().at(-1)).toBe('boss@example.com: Name of anna has an active account again');
  });
});

describe('a deletion', () => {
  it('of who was inactive before is told to nobody', async () => {
    await staff('boss', 'anna');
    await leave('boss', 'anna');
    office.pass(MINUTE);
    await office.work();
    await office.hear(deleted('anna', { time: office.now }));
    await office.hear(created('bert', { user: { active: false }, managerId: 'boss' }), deleted('bert', { version: 2 }));
    office.pass(HOUR);
    await office.work();
    expect(subjects()).toEqual(['boss@example.com: The account of Name of anna was disabled']);
    expect(await outcomes()).toContain('leaver suppressed was inactive before');
  });

  it('while the mail of the disabling waits makes that one say deleted, once, whatever comes twice', async () => {
    await staff('boss', 'anna', 'bert');
    const gone = deleted('anna', { time: at(5_000) });
    await leave('boss', 'anna', 'bert');
    await office.hear(gone);
    await office.hear(gone);
    office.pass(MINUTE);
    await office.work();
    expect(subjects()).toEqual(['boss@example.com: The accounts of 2 people were disabled or deleted']);
    expect(await office.deliveries()).toMatchObject([{ event_count: 3 }]);
  });

  it('of who was active is told, and one whose manager is not known yet says deleted when that comes', async () => {
    await staff('boss', 'anna');
    await office.hear(deleted('anna', { version: 2 }));
    await office.hear(disabled('bert', { managerId: 'late@example.com' }), deleted('bert'));
    office.pass(10 * MINUTE);
    await office.hear(created('late', { time: office.now }));
    await office.work();
    expect(subjects().sort()).toEqual([
      'boss@example.com: The account of Name of anna was deleted',
      'late@example.com: The account of Name of bert was deleted',
    ]);
  });

  it('or a return that comes while the mail is being released waits for that, and changes nothing of it', async () => {
    await staff('boss', 'anna');
    await leave('boss', 'anna');
    office.pass(MINUTE);
    const context = { now: office.now, settings: office.settings };
    const settling = await inTransaction(office.pool, async (tx) => {
      await foldUsers(tx, [reactivated('anna', { time: office.now, managerId: 'boss' })], context);
      const settle = office.settle();
      await eventually('the settling waits for the batch', () => office.somebodyWaits());
      return { settle };
    });
    await settling.settle;
    await office.work();
    expect(subjects()).toEqual([]);
  });
});
