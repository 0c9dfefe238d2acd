import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ENTERPRISE_USER_URN, nameKeys, personNamed } from '#contracts';
import { inTransaction } from '#postgres';
import fc from 'fast-check';
import { at, created, deleted, TENANT, updated, userOf } from '../rules/events.fixture.js';
import { foldPerson, type Person } from '../rules/person.js';
import { HOUR, MINUTE, PostOffice } from './post-office.fixture.js';
import { foldPeopleAgain } from '../storage/statements/fold-people-again.js';
import { personNamedSql } from '../storage/statements/person-named.js';

// Real parts on a busy machine: each wait has its own bound, this is the last one.
jest.setTimeout(60_000);

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
  office.settings = { ...office.settings, quietPeriodMs: 1 };
  await office.hear(created('first', { time: at(-HOUR) }));
  await office.tamper(`delete from mailing.delivery_events; delete from mailing.deliveries`);
});
afterEach(() => office.close());

const numbered = (employeeNumber: string) => ({ [ENTERPRISE_USER_URN]: { employeeNumber } });
const last = async () => (await office.deliveries()).at(-1);

describe('a manager', () => {
  it.each([
    ['work address', 'BOSS@example.com'],
    ['number', 'E-7'],
  ])('who is named by %s is written to, also when they come later', async (_what, managerId) => {
    await office.hear(created('anna', { managerId }));
    await office.work();
    expect(await last()).toMatchObject({ template: 'joiner', status: 'waiting' });
    await office.hear(created('boss', { time: at(-HOUR), user: numbered('E-7') }));
    await office.work();
    expect(office.server.taken.map(({ recipient }) => recipient)).toEqual(['boss@example.com']);
  });

  it('whose name two people have is nobody, until one of them goes or changes it', async () => {
    const mails = { emails: [{ value: 'boss@example.com', type: 'Work' }] };
    await office.hear(created('boss', { time: at(-HOUR) }), created('twin', { time: at(-HOUR), user: mails }));
    await office.hear(created('anna', { managerId: 'boss@example.com' }), created('bert', { managerId: 'E-7' }));
    await office.hear(
      updated('boss', { user: numbered('E-7') }),
      updated('twin', { user: { ...mails, ...numbered('E-7') } }),
    );
    await office.work();
    expect(office.server.taken).toEqual([]);
    await office.hear(deleted('twin'));
    await office.work();
    expect(office.server.taken.map(({ recipient }) => recipient)).toEqual(['boss@example.com', 'boss@example.com']);
  });

  it('who does not exist is told from one without an address, and from none', async () => {
    await office.hear(created('mute', { time: at(-HOUR), user: { emails: [], userName: 'g#EXT#@x.example' } }));
    await office.hear(
      created('anna', { managerId: 'nobody@example.com' }),
      created('bert', { managerId: 'mute' }),
      created('carl'),
    );
    office.pass(HOUR);
    await office.work();
    const reasons = (await office.deliveries())
      .filter(({ template }) => template === 'joiner')
      .map(({ reason }) => reason);
    expect(reasons.sort()).toEqual(['manager has no address', 'no manager', 'no such person']);
  });

  it('of another tenant is nobody here', async () => {
    const other = '0192f000-0000-7000-8000-000000000002';
    await office.hear(
      created('boss', { tenantId: other, time: at(-HOUR) }),
      created('anna', { managerId: 'boss@example.com' }),
    );
    office.pass(HOUR);
    await office.work();
    const joiners = (await office.deliveries()).filter(({ template }) => template === 'joiner');
    expect(joiners).toMatchObject([{ status: 'suppressed', reason: 'no such person' }]);
  });
});

describe('whom a value names', () => {
  it('is in SQL who the rule of the contracts says, whoever has which id, address and number', async () => {
    const word = fc.constantFrom('a@x', 'b@x', 'A@x', '7', '8', 'a', 'b', 'c');
    const population = fc.uniqueArray(fc.record({ id: word, mail: fc.option(word), number: fc.option(word) }), {
      selector: ({ id }) => id,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(population, word, async (drawn, value) => {
        await office.tamper('truncate projection.people');
        const people = drawn.map(({ id, mail, number }) =>
          created(id, {
            user: {
              userName: 'none',
              emails: mail === null ? [] : [{ value: mail }],
              ...(number === null ? {} : numbered(number)),
            },
          }),
        );
        await office.hear(...people);
        const sql = personNamedSql({ tenant: '$1::uuid', value: '$2::text', key: '$3::text' });
        const { mailKey } = nameKeys(value);
        const { rows } = await office.pool.query<{ id: string | null }>(`select ${sql} as id`, [
          TENANT,
          value,
          mailKey,
        ]);
        const known = people.flatMap((event) => foldPerson(null, event) ?? []);
        expect(rows[0]?.id).toBe(personNamed(candidates(known, value, mailKey))?.id ?? null);
      }),
      { numRuns: 150 },
    );
  });
});

function candidates(people: readonly Person[], value: string, key: string | null) {
  return {
    byId: people.find(({ id }) => id === value) ?? null,
    byMail: people.filter(({ mail }) => mail !== null && mail.toLowerCase() === key),
    byNumber: people.filter(({ employeeNumber }) => employeeNumber === value),
  };
}

describe('people whom an earlier version kept', () => {
  it('are completed by their newest event, and nobody is seen as they were before it', async () => {
    const events = [
      created('boss', { time: at(-HOUR), user: numbered('E-1') }),
      updated('boss', { time: at(-HOUR), user: { displayName: 'Now', ...numbered('E-7') } }),
    ];
    await office.hear(...events);
    await office.tamper(`insert into projection.consumer_offsets values ('rollcall.users.v1', 0, 42, 'c'), ('rollcall.admin.v1', 0, 7, 'c');
      insert into projection.consumed_events values ('${events[0]?.id}')`);
    await office.tamper(
      `update projection.people set user_name = null, mail_key = null, employee_number = null, details_version = null`,
    );
    expect(await inTransaction(office.pool, foldPeopleAgain)).toBe(true);
    const { rows } = await office.pool.query(
      'select topic, next_offset::int as next from consumer_offsets order by topic',
    );
    expect(rows).toEqual([
      { topic: 'rollcall.admin.v1', next: 7 },
      { topic: 'rollcall.users.v1', next: 0 },
    ]);
    expect((await office.pool.query('select 1 from consumed_events')).rowCount).toBe(0);

    const person =
      'select version::int, name, employee_number as number, user_name as user from people where user_id = $1';
    const boss = async () => (await office.pool.query(person, ['boss'])).rows[0] as object;
    await office.hear(...events.slice(0, 1));
    expect(await boss()).toEqual({ version: 2, name: 'Now', number: null, user: null });
    await office.hear(...events.slice(1), created('first', { time: at(-HOUR) }));
    expect(await boss()).toEqual({ version: 2, name: 'Now', number: 'E-7', user: 'boss@example.com' });
    expect(await inTransaction(office.pool, foldPeopleAgain)).toBe(false);
    office.pass(2 * MINUTE);
    await office.work();
    expect(office.server.taken).toEqual([]);
    expect(userOf('boss').userName).toBe('boss@example.com');
  });
});
