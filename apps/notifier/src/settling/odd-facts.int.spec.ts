import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { at, created, disabled, OTHER_TENANT, refused, tenantChanged, TENANT } from '../rules/events.fixture.js';
import { HOUR, MINUTE, PostOffice } from '../folding/post-office.fixture.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
  await office.hear(tenantChanged('it@example.com'), tenantChanged('it@other.example', { tenantId: OTHER_TENANT }));
});
afterEach(() => office.close());

const spoil = (which: string) => office.tamper(`update mailing.deliveries set facts = '{"odd": true}' where ${which}`);
const outcomes = async (): Promise<string[]> =>
  (await office.deliveries()).map(({ recipient, status, reason }) =>
    [recipient, status, reason ?? ''].join(' ').trim(),
  );
const ALONE = 'failed the mail could not be composed';

/** As a process of another release, or somebody's hand, may have left them. */
describe('facts that fit no mail', () => {
  it('of refusals hold up nobody else’s, nor a mail of another kind, and fail alone', async () => {
    await office.hear(refused('one', { time: office.now }));
    await spoil(`tenant_id = '${TENANT}'`);
    await office.hear(refused('two', { time: office.now, tenantId: OTHER_TENANT }));
    await office.hear(tenantChanged('it@elsewhere.example', { version: 2, time: office.now }));
    office.pass(2 * MINUTE);
    await office.work();
    expect((await outcomes()).sort()).toEqual([
      `it@elsewhere.example accepted`,
      `it@elsewhere.example suppressed domain not verified`,
      'it@other.example accepted',
    ]);
  });

  it('of refusals are begun anew with the next one', async () => {
    await office.hear(refused('one', { time: office.now }));
    await spoil('true');
    await office.hear(refused('one', { time: office.now }));
    office.pass(MINUTE);
    await office.work();
    expect(await outcomes()).toEqual(['it@example.com accepted']);
  });

  it('of one manager’s leavers hold up no other manager’s, and fail alone', async () => {
    const people = ['boss', 'chef', 'anna', 'bert'].map((id) =>
      created(id, {
        time: at(-HOUR),
        ...(id === 'anna' && { managerId: 'boss' }),
        ...(id === 'bert' && { managerId: 'chef' }),
      }),
    );
    await office.hear(...people);
    await office.tamper(`delete from mailing.delivery_events; delete from mailing.deliveries`);
    await office.hear(disabled('anna', { time: office.now, managerId: 'boss' }));
    await spoil(`person_id = 'anna'`);
    await office.hear(disabled('bert', { time: office.now, managerId: 'chef' }));
    office.pass(MINUTE);
    await office.work();
    expect((await outcomes()).sort()).toEqual([`boss@example.com ${ALONE}`, 'chef@example.com accepted']);
  });

  it('of a digest hold up no mail', async () => {
    office.caps = { ...office.caps, mailboxPerPeriod: 1 };
    for (const [nth, reason] of ['one', 'two', 'three'].entries()) {
      if (nth === 2) await spoil(`template = 'digest'`);
      await office.hear(refused(reason, { time: office.now }));
      office.pass(MINUTE);
      await office.work();
    }
    await office.hear(refused('two', { time: office.now, tenantId: OTHER_TENANT }));
    office.pass(MINUTE);
    await office.work();
    expect((await outcomes()).sort()).toEqual([
      'it@example.com accepted',
      'it@example.com gathered over the cap of the mailbox',
      'it@example.com gathered over the cap of the mailbox',
      'it@example.com waiting',
      'it@other.example accepted',
    ]);
  });
});

describe('a rule whose statements fail', () => {
  it('holds up none of the others, and is told', async () => {
    await office.hear(created('anna', { time: office.now }), refused('one', { time: office.now }));
    await office.tamper(
      `create function projection.fails() returns trigger language plpgsql as $$ begin raise 'it fails'; end $$;
       create trigger fails before update on projection.cycles for each row execute function projection.fails()`,
    );
    await office.hear(tenantChanged('it@elsewhere.example', { version: 2, time: office.now }));
    office.pass(HOUR);
    await expect(office.work()).rejects.toThrow('it fails');
    expect((await office.deliveries()).map(({ template, status }) => `${template} ${status}`).sort()).toEqual([
      'confirmation pending',
      'initial-cycle waiting',
      'refusals pending',
    ]);
  });
});
