import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withSearchPath } from '#postgres';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { inFourStates, Looks, type LookUps } from '../../../../test/support/four-states.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { findEmployee } from './statements/find-employee.js';
import { listEmployees } from './statements/list-employees.js';
import { listReports } from './statements/list-reports.js';
import { loadKnown } from './statements/load-known.js';
import { resolveReferences } from './statements/resolve-references.js';
import { searchEmployees } from './statements/search-employees.js';

const PEOPLE = 20_000;
const TABLES = ['employees', 'employee_versions', 'employee_words', 'employee_pairs'];
const looks = new Looks();

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let reader: Client;
let writer: Client;

const FILL = [
  `insert into employees
   select $1, '018f1111-0000-7000-8000-' || lpad(n::text, 12, '0'), 1, now(), false, n % 10 <> 0, 'user' || n, 'ext' || n,
          'Name ' || n, 'Department ' || n % 200, 'department ' || n % 200, null,
          '018f1111-0000-7000-8000-' || lpad((n / 8)::text, 12, '0'), 'mail' || n || '@x', 'mail' || n || '@x',
          'n' || n, null
     from generate_series(1, $2::int) as n`,
  `insert into employee_versions
   select tenant_id, id, 1, now(), uuidv7(), jsonb_build_object('userName', user_name, 'more', repeat('x', 300))
     from employees where tenant_id = $1 and $2::int > 0`,
  `insert into employee_words
   select tenant_id, id, word, 0, active
     from employees, unnest(array['name', substr(user_name, 1, 4), 'x' || substr(user_name, 5)]) as word
    where tenant_id = $1 and $2::int > 0`,
  `insert into employee_pairs
   select tenant_id, id, pair, active
     from employees, unnest(array['name x' || substr(user_name, 5), 'x' || substr(user_name, 5) || ' name']) as pair
    where tenant_id = $1 and $2::int > 0`,
];

async function company(): Promise<string> {
  const tenant = uuid();
  for (const statement of FILL) await owner.query(statement, [tenant, PEOPLE]);
  return tenant;
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => new Client({ connectionString: withSearchPath(url, LIVE_SCHEMA) });
  owner = open(database.ownerUrl);
  reader = open(database.url('reader'));
  writer = open(database.url('directory'));
  await Promise.all([owner.connect(), reader.connect(), writer.connect()]);
  await inFourStates({
    owner,
    tables: TABLES,
    found: company,
    async look(state, tenant) {
      await looks.take({ state, tenant, as: reader }, READERS);
      await looks.take({ state, tenant, as: writer }, writers(tenant));
    },
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([owner.end(), reader.end(), writer.end()]);
  await database.drop();
});

const person = (n: number): string => `018f1111-0000-7000-8000-${String(n).padStart(12, '0')}`;
const ANY = { active: null, department: null, managerId: null };
const PAGE = { after: person(12_000), limit: 51 };

const READERS: LookUps = {
  'one by id': (tx) => findEmployee(tx, person(12_345)),
  'a page': (tx) => listEmployees(tx, ANY, PAGE),
  'a page of the active': (tx) => listEmployees(tx, { ...ANY, active: true }, PAGE),
  'a page of the inactive': (tx) => listEmployees(tx, { ...ANY, active: false }, PAGE),
  'a department': (tx) => listEmployees(tx, { ...ANY, department: 'Department 33' }, { ...PAGE, after: '' }),
  'who has a manager': (tx) => listEmployees(tx, { ...ANY, managerId: person(1_777) }, { ...PAGE, after: '' }),
  'the reports of a manager': (tx) => listReports(tx, { id: person(300), depth: 1 }, { ...PAGE, after: '' }),
  'the reports below them': (tx) => listReports(tx, { id: person(30), depth: 3 }, { ...PAGE, after: '' }),
  'whom a value names by id': (tx) => resolveReferences(tx, [person(12_345)]),
  'whom a value names by mail': (tx) => resolveReferences(tx, ['mail12345@x']),
  'whom a value names by number': (tx) => resolveReferences(tx, ['n12345']),
  'what a page names': (tx) =>
    resolveReferences(
      tx,
      Array.from({ length: 50 }, (_, n) => `n${n * 7 + 1}`),
    ),
  'the beginning of a name': (tx) => searchEmployees(tx, 'x123', ANY, { ...PAGE, after: '' }),
  'what everybody has': (tx) => searchEmployees(tx, 'name', ANY, PAGE),
  'two words': (tx) => searchEmployees(tx, 'name x45', ANY, { ...PAGE, after: '' }),
};

const writers = (tenantId: string): LookUps => ({
  'one of a batch': (tx) => loadKnown(tx, [{ tenantId, id: person(12_345) }]),
  'all of a batch': (tx) =>
    loadKnown(
      tx,
      Array.from({ length: 100 }, (_, n) => ({ tenantId, id: person(n * 7 + 1) })),
    ),
});

describe('as the directory’s roles, whatever ANALYZE has seen of a company of 20,000', () => {
  it.each(Object.keys({ ...READERS, ...writers('') }))('%s is looked up in the same way, at the same cost', (name) => {
    expect(looks.unevenOnes(name)).toEqual([]);
  });
});
