import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RollcallEvent } from '#contracts';
import { inTransaction, openPool, scopeToTenant, type Transaction, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { digestProjection } from './digest.js';
import { MIGRATIONS } from './migrations.js';
import { findEmployee } from './statements/find-employee.js';
import { listEmployees, type EmployeeFilter } from './statements/list-employees.js';
import { listReports } from './statements/list-reports.js';
import { searchEmployees } from './statements/search-employees.js';

const ANY: EmployeeFilter = { active: null, department: null, managerId: null };
const TABLES = [
  'employees',
  'employee_versions',
  'employee_words',
  'employee_pairs',
  'employee_marks',
  'reporting_lines',
  'attribute_changes',
];
const FIRST = { after: '', limit: 200 };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let writer: Pool;
let reader: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  writer = openPool({
    url: withSearchPath(database.url('directory'), LIVE_SCHEMA),
    applicationName: 'test',
    max: 2,
    pipeline: true,
  });
  reader = openPool({ url: withSearchPath(database.url('reader'), LIVE_SCHEMA), applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await writer.end();
  await reader.end();
  await database.drop();
});
afterEach(async () => {
  const owner = openPool({ url: database.ownerUrl, applicationName: 'test', max: 1 });
  await owner.query(`truncate ${TABLES.map((table) => `${LIVE_SCHEMA}.${table}`).join(', ')}`);
  await owner.end();
});

function apply(...events: RollcallEvent[]) {
  return inTransaction(writer, (tx) => applyUsers(tx, events));
}

function read<Result>(work: (tx: Transaction) => Promise<Result>, tenantId = TENANT): Promise<Result> {
  return inTransaction(reader, async (tx) => {
    await scopeToTenant(tx, tenantId);
    return work(tx);
  });
}

async function ids(work: (tx: Transaction) => Promise<readonly { id: string }[]>, tenantId = TENANT) {
  return (await read(work, tenantId)).map(({ id }) => id);
}

describe('a manager', () => {
  it('is known by id until the manager comes, then by name', async () => {
    await apply(created({ id: 'ada', managerId: 'charles' }));
    expect(await read((tx) => findEmployee(tx, 'ada'))).toMatchObject({ manager_id: 'charles', manager_name: null });
    await apply(created({ id: 'charles', displayName: 'Charles Babbage' }));
    expect(await read((tx) => findEmployee(tx, 'ada'))).toMatchObject({ manager_name: 'Charles Babbage' });
    await apply(deleted('charles', { version: 2 }));
    expect(await read((tx) => findEmployee(tx, 'ada'))).toMatchObject({ manager_id: 'charles', manager_name: null });
  });
});

describe('a deleted employee', () => {
  it('is found nowhere, whatever older event comes', async () => {
    await apply(created({ id: 'ada', managerId: 'bob', department: 'D', displayName: 'Ada' }));
    await apply(deleted('ada', { version: 3 }));
    await apply(updated({ id: 'ada', displayName: 'Ada' }, { version: 2 }));
    expect(await read((tx) => findEmployee(tx, 'ada'))).toBeNull();
    expect(await ids((tx) => listEmployees(tx, ANY, FIRST))).toEqual([]);
    expect(await ids((tx) => listReports(tx, { id: 'bob', depth: 1 }, FIRST))).toEqual([]);
    expect(await ids((tx) => searchEmployees(tx, 'ada', ANY, FIRST))).toEqual([]);
  });
});

describe('reports', () => {
  it('are the direct ones, or those of several levels with their depth', async () => {
    await apply(
      created({ id: 'a' }),
      created({ id: 'b', managerId: 'a' }),
      created({ id: 'c', managerId: 'b' }),
      created({ id: 'd', managerId: 'c' }),
    );
    expect(await ids((tx) => listReports(tx, { id: 'a', depth: 1 }, FIRST))).toEqual(['b']);
    const two = await read((tx) => listReports(tx, { id: 'a', depth: 2 }, FIRST));
    expect(two.map(({ id, depth }) => [id, depth])).toEqual([
      ['b', 1],
      ['c', 2],
    ]);
  });

  it('end where managers form a cycle, and never hold the manager', async () => {
    await apply(
      created({ id: 'a', managerId: 'c' }),
      created({ id: 'b', managerId: 'a' }),
      created({ id: 'c', managerId: 'b' }),
      created({ id: 'self', managerId: 'self' }),
    );
    expect(await ids((tx) => listReports(tx, { id: 'a', depth: 10 }, FIRST))).toEqual(['b', 'c']);
    expect(await ids((tx) => listReports(tx, { id: 'self', depth: 10 }, FIRST))).toEqual([]);
  });
});

describe('a search', () => {
  it('finds words and beginnings, of names, mail addresses and jobs, without case and diacritics', async () => {
    await apply(
      created({ id: 'zoe', displayName: 'Zoë Ångström', mail: 'z.angstrom@contoso.example' }),
      created({ id: 'bob', displayName: 'Bob Angst', department: 'Söhne' }),
      created({ id: 'ren', displayName: 'Ренат Иванов', mail: '100%_sure\\@x' }),
    );
    const find = (term: string, filter = ANY) => ids((tx) => searchEmployees(tx, term, filter, FIRST));
    expect(await find('ANGST')).toEqual(['bob', 'zoe']);
    expect(await find('angstrom zoe')).toEqual(['zoe']);
    // Words begin so: what is inside one is not looked for.
    expect(await find('ngstrom')).toEqual([]);
    expect(await find('sohne bob')).toEqual(['bob']);
    expect(await find('contoso.example')).toEqual(['zoe']);
    expect(await find('z')).toEqual(['zoe']);
    expect(await find('ИВАН')).toEqual(['ren']);
    expect(await find('angst', { ...ANY, department: 'sohne' })).toEqual(['bob']);
    expect(await find('angst', { ...ANY, active: false })).toEqual([]);
    expect(await ids((tx) => searchEmployees(tx, 'angst', ANY, { after: 'bob', limit: 1 }))).toEqual(['zoe']);
  });

  it.each(['%', '_', '\\', "'", '%_%', '"; drop', '{}', '\u0000'.repeat(3), 'x'.repeat(10_000)])(
    'takes %j as it is written',
    async (term) => {
      await apply(created({ id: 'ada', userName: 'ada' }), created({ id: 'odd', userName: `odd%_\\'"; drop{}` }));
      const found = await ids((tx) => searchEmployees(tx, term, ANY, FIRST));
      // None of these is a word, but for one; marks between words are passed over.
      expect(found).toEqual(term.includes('drop') ? ['odd'] : []);
    },
  );
});

describe('the reader', () => {
  it("sees its tenant's employees and no other's, by any way", async () => {
    await apply(
      created({ id: 'ada', displayName: 'Ada', managerId: 'boss' }),
      created({ id: 'eve', displayName: 'Ada too', managerId: 'boss' }, { tenantId: OTHER_TENANT }),
    );
    expect(await ids((tx) => listEmployees(tx, ANY, FIRST))).toEqual(['ada']);
    expect(await ids((tx) => searchEmployees(tx, 'ada', ANY, FIRST))).toEqual(['ada']);
    expect(await ids((tx) => searchEmployees(tx, 'a', ANY, FIRST))).toEqual(['ada']);
    expect(await ids((tx) => listReports(tx, { id: 'boss', depth: 5 }, FIRST))).toEqual(['ada']);
    expect(await read((tx) => findEmployee(tx, 'eve'))).toBeNull();
    expect(await ids((tx) => searchEmployees(tx, 'ada', ANY, FIRST), OTHER_TENANT)).toEqual(['eve']);
    const { rows } = await read((tx) => tx.query('select distinct tenant_id from employee_versions'));
    expect(rows).toEqual([{ tenant_id: TENANT }]);
  });

  it('sees nothing without a tenant, and may change nothing', async () => {
    await apply(created({ id: 'ada', displayName: 'Ada' }));
    expect((await reader.query('select id from employees')).rows).toEqual([]);
    expect((await reader.query('select word from employee_words')).rows).toEqual([]);
    expect((await reader.query('select pair from employee_pairs')).rows).toEqual([]);
    for (const statement of ['update employees set active = false', 'delete from employee_words']) {
      await expect(read((tx) => tx.query(statement))).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('pages', () => {
  it('hold every employee who stays once, whoever else is changed, added or deleted meanwhile', async () => {
    const number = (n: number) => `e${String(n).padStart(3, '0')}`;
    const people = Array.from({ length: 90 }, (_, n) => ({ id: number(n * 2), displayName: `Name ${n}` }));
    await apply(...people.map((person) => created(person)));
    const seen: string[] = [];
    for (let after = '', turn = 0; ; turn++) {
      const page = await ids((tx) => listEmployees(tx, ANY, { after, limit: 10 }));
      if (page.length === 0) break;
      seen.push(...page);
      after = page.at(-1) ?? after;
      await apply(
        ...people.map((person) => updated({ ...person, displayName: `Renamed ${turn}` }, { version: turn * 2 + 2 })),
        created({ id: number(turn * 14 + 1) }),
        deleted(number(178 - turn), { version: 1_000 }),
      );
    }
    const stayed = people.map(({ id }) => id).filter((id) => id < number(160));
    expect(seen.filter((id) => stayed.includes(id))).toEqual(stayed);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('the history', () => {
  it('keeps each version with the time from which it holds', async () => {
    await apply(created({ id: 'ada' }), disabled({ id: 'ada' }, { version: 2 }), deleted('ada', { version: 3 }));
    const { rows } = await writer.query(
      `select version, resource ->> 'active' as active from employee_versions order by valid_from`,
    );
    expect(rows).toEqual([
      { version: 1, active: 'true' },
      { version: 2, active: 'false' },
      { version: 3, active: null },
    ]);
    await expect(writer.query('update employee_versions set version = 9')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the digest', () => {
  const digest = () => inTransaction(writer, (_, client) => digestProjection(client));

  it('is the same however the events are cut and repeated, and another when one value differs', async () => {
    const events = Array.from({ length: 30 }, (_, n) => [
      created({ id: `p${n}`, displayName: `P ${n}` }),
      updated({ id: `p${n}`, displayName: `Q ${n}` }, { version: 2 }),
    ]).flat();
    await apply(...events);
    const whole = await digest();
    expect(whole.rows).toBe(210);
    await writer.query('delete from employee_words');
    expect((await digest()).sha256).not.toBe(whole.sha256);
    await cleared();
    for (const event of events) await apply(event, event);
    await apply(...events);
    expect(await digest()).toEqual(whole);
    await writer.query(`update employees set title = 'x' where id = 'p7'`);
    expect((await digest()).sha256).not.toBe(whole.sha256);
  });

  async function cleared() {
    const owner = openPool({ url: database.ownerUrl, applicationName: 'test', max: 1 });
    await owner.query(`truncate ${TABLES.map((table) => `${LIVE_SCHEMA}.${table}`).join(', ')}`);
    await owner.end();
  }
});
