import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ENTERPRISE_USER_URN, nameKeys, personNamed, workAddress, type UserEvent } from '#contracts';
import { inTransaction, migrate, openPool, scopeToTenant, withSearchPath, type Transaction } from '#postgres';
import fc from 'fast-check';
import { Client, type Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, deleted, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { digestProjection } from './digest.js';
import { MIGRATIONS } from './migrations.js';
import { findEmployee } from './statements/find-employee.js';
import { listEmployees } from './statements/list-employees.js';
import { listReports } from './statements/list-reports.js';

// A property with a database behind it, on a busy machine.
jest.setTimeout(120_000);

let database: TestDatabase<keyof (typeof DATABASE)['roles']>;
let writer: Pool;
let reader: Pool;
let owner: Client;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const pool = (url: string) =>
    openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'managers', max: 2, pipeline: true });
  writer = pool(database.url('directory'));
  reader = pool(database.url('reader'));
  owner = new Client({ connectionString: withSearchPath(database.ownerUrl, LIVE_SCHEMA) });
  await owner.connect();
});

afterAll(async () => {
  await Promise.all([writer.end(), reader.end(), owner.end()]);
  await database.drop();
});

beforeEach(clear);

async function clear(): Promise<void> {
  await owner.query(
    'truncate employees, employee_versions, employee_words, employee_pairs, reporting_lines, attribute_changes',
  );
}

async function apply(...events: readonly UserEvent[]): Promise<void> {
  await inTransaction(writer, (tx) => applyUsers(tx, events));
}

function read<Result>(work: (tx: Transaction) => Promise<Result>, tenantId = TENANT): Promise<Result> {
  return inTransaction(reader, async (tx) => {
    await scopeToTenant(tx, tenantId);
    return work(tx);
  });
}

const managerOf = async (id: string) => (await read((tx) => findEmployee(tx, id)))?.manager?.id ?? null;
const page = { after: '', limit: 50 };
const reportsOf = async (id: string) =>
  (await read((tx) => listReports(tx, { id, depth: 1 }, page))).map((row) => row.id);
const listOf = async (managerId: string) =>
  (await read((tx) => listEmployees(tx, { active: null, department: null, managerId }, page))).map((row) => row.id);
const numbered = (employeeNumber: string, manager?: string) => ({
  [ENTERPRISE_USER_URN]: { employeeNumber, ...(manager === undefined ? {} : { manager: { value: manager } }) },
});

describe('a manager', () => {
  it.each([
    ['work address', 'BOSS@example.com'],
    ['number', 'E-7'],
  ])('who is named by %s is found whenever they come, change it or go', async (_what, managerId) => {
    await apply(created({ id: 'ada', managerId }));
    expect(await managerOf('ada')).toBeNull();
    await apply(created({ id: 'boss', userName: 'boss@example.com', more: numbered('E-7') }));
    expect([await managerOf('ada'), await reportsOf('boss'), await listOf('boss')]).toEqual(['boss', ['ada'], ['ada']]);
    await apply(updated({ id: 'boss', userName: 'other@example.com', more: numbered('E-8') }, { version: 2 }));
    expect([await managerOf('ada'), await reportsOf('boss'), await listOf('boss')]).toEqual([null, [], []]);
    await apply(updated({ id: 'boss', userName: 'boss@example.com', more: numbered('E-7') }, { version: 3 }));
    expect(await managerOf('ada')).toBe('boss');
    await apply(deleted('boss', { version: 4 }));
    expect(await managerOf('ada')).toBeNull();
  });

  it("whose name two people have is nobody until one goes, and another tenant's people do not count", async () => {
    await apply(
      created({ id: 'ada', managerId: 'boss@example.com' }),
      created({ id: 'boss', userName: 'boss@example.com' }),
    );
    await apply(created({ id: 'far', userName: 'boss@example.com' }, { tenantId: OTHER_TENANT }));
    expect(await managerOf('ada')).toBe('boss');
    await apply(created({ id: 'twin', userName: 'twin', mail: 'boss@example.com' }));
    expect([await managerOf('ada'), await reportsOf('boss'), await reportsOf('twin')]).toEqual([null, [], []]);
    await apply(deleted('boss', { version: 2 }));
    expect([await managerOf('ada'), await reportsOf('twin')]).toEqual(['twin', ['ada']]);
  });

  it('is the same by every question, and by the rule of the contracts, whoever has which names', async () => {
    const word = fc.constantFrom('a@x', 'b@x', 'A@x', '7', '8', 'a', 'b', 'c');
    const person = fc.record({ id: word, mail: fc.option(word), number: fc.option(word), manager: fc.option(word) });
    const population = fc.uniqueArray(person, { selector: ({ id }) => id, minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(population, async (people) => {
        await clear();
        const events = people.map(({ id, mail, number, manager }) =>
          created({
            id,
            userName: 'none',
            more: {
              emails: mail === null ? [] : [{ value: mail }],
              [ENTERPRISE_USER_URN]: {
                ...(number === null ? {} : { employeeNumber: number }),
                ...(manager === null ? {} : { manager: { value: manager } }),
              },
            },
          }),
        );
        await apply(...events);
        const expected = new Map(
          people.map((one) => [one.id, one.manager === null ? null : named(people, one.manager)]),
        );
        for (const { id } of people) {
          expect(await managerOf(id)).toBe(expected.get(id));
          const reports = [...expected].filter(([of, manager]) => manager === id && of !== id).map(([of]) => of);
          expect(await reportsOf(id)).toEqual(reports.sort());
          expect((await listOf(id)).filter((of) => of !== id)).toEqual(reports.sort());
        }
      }),
      { numRuns: 60 },
    );
  });
});

interface Drawn {
  readonly id: string;
  readonly mail: string | null;
  readonly number: string | null;
}

function named(people: readonly Drawn[], value: string): string | null {
  const { mailKey } = nameKeys(value);
  const found = personNamed({
    byId: people.find(({ id }) => id === value) ?? null,
    byMail: people.filter(({ mail }) => {
      const address = mail === null ? null : workAddress({ emails: [{ value: mail }], userName: 'none' });
      return address !== null && address.toLowerCase() === mailKey;
    }),
    byNumber: people.filter(({ number }) => number === value),
  });
  return found?.id ?? null;
}

describe('a directory of the version before', () => {
  it('has the work addresses and managers of a fresh fold after the upgrade', async () => {
    const events = [
      created({
        id: 'ada',
        managerId: 'Boss@example.com',
        more: { emails: [{ value: 'h@x', type: 'home', primary: true }] },
      }),
      created({ id: 'boss', userName: 'boss', more: { emails: [{ value: 'boss@example.com', type: 'Work' }] } }),
      created({ id: 'gone' }),
      deleted('gone', { version: 2 }),
    ];
    await apply(...events);
    const digest = () => inTransaction(writer, digestProjection as never);
    const fresh = await digest();
    await owner.query(`update employees set mail = 'h@x', mail_key = 'h@x', manager_mail_key = null where not deleted`);
    await owner.query(`drop index employees_by_manager_mail`);
    await owner.query(`delete from public.migrations where name like 'ManagerByName%' or name like 'WorkAddresses%'`);
    await owner.query(`delete from public.backfills where name = 'employees: work addresses'`);
    expect(await digest()).not.toEqual(fresh);
    await migrate({ url: database.ownerUrl, migrations: MIGRATIONS });
    expect(await digest()).toEqual(fresh);
    expect(await managerOf('ada')).toBe('boss');
  });
});
