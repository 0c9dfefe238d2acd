import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { withSearchPath } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { inFourStates, Looks, type LookUps } from '../../../../test/support/four-states.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { findEmployee } from './statements/find-employee.js';
import { listEmployees } from './statements/list-employees.js';
import { listReports } from './statements/list-reports.js';
import { resolveReferences } from './statements/resolve-references.js';

const PEOPLE = 20_000;
const TABLES = ['employees', 'employee_versions', 'employee_words', 'employee_pairs'].map(
  (table) => `${LIVE_SCHEMA}.${table}`,
);

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let reader: Client;
const looks = new Looks();

const ID = `'p' || lpad(n::text, 6, '0')`;
const FILL = [
  `insert into ${LIVE_SCHEMA}.employees (tenant_id, id, version, changed_at, deleted, active, user_name, display_name,
          department, department_key, manager_id, mail, mail_key, employee_number, manager_mail_key)
   select $1, ${ID}, 1, now(), false, n % 10 <> 0, 'user' || n, 'Name ' || n, 'D ' || n % 200, 'd ' || n % 200,
          case n % 3 when 0 then 'p' || lpad((n / 8)::text, 6, '0') when 1 then 'm' || n / 8 || '@x.example' else 'e' || n / 8 end,
          'm' || n || '@x.example', 'm' || n || '@x.example', 'e' || n,
          case n % 3 when 1 then 'm' || n / 8 || '@x.example' end
     from generate_series(1, $2::int) as n`,
  `insert into ${LIVE_SCHEMA}.employee_versions
   select $1, ${ID}, 1, now(), gen_random_uuid(), jsonb_build_object('userName', 'user' || n, 'title', repeat('x', 300))
     from generate_series(1, $2::int) as n`,
];

async function company(): Promise<string> {
  const tenant = uuid();
  for (const statement of FILL) await owner.query(statement, [tenant, PEOPLE]);
  return tenant;
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  reader = new Client({ connectionString: withSearchPath(database.url('reader'), LIVE_SCHEMA) });
  await Promise.all([owner.connect(), reader.connect()]);

  await inFourStates({
    owner,
    tables: TABLES,
    found: company,
    look: (state, tenant) => looks.take({ state, tenant, as: reader }, LOOK_UPS),
  });
}, 120_000);
afterAll(async () => {
  await Promise.all([owner.end(), reader.end()]);
  await database.drop();
});

const PAGE = { after: 'p012000', limit: 51 };
const ANY = { active: null, department: null, managerId: null };
const NAMED = ['p000777', 'm778@x.example', 'e779'];

const LOOK_UPS: LookUps = {
  'one employee': (tx) => findEmployee(tx, 'p000777'),
  'a page': (tx) => listEmployees(tx, ANY, PAGE),
  'the inactive': (tx) => listEmployees(tx, { ...ANY, active: false }, PAGE),
  'a department': (tx) => listEmployees(tx, { ...ANY, department: 'd 33' }, PAGE),
  'the reports of a manager': (tx) => listEmployees(tx, { ...ANY, managerId: 'p000777' }, { after: '', limit: 51 }),
  'all below a manager': (tx) => listReports(tx, { id: 'p000777', depth: 3 }, { after: '', limit: 51 }),
  'who is named': (tx) => resolveReferences(tx, NAMED),
};

describe('as the reader, whatever ANALYZE has seen of a company of 20,000 whose managers are named in three ways', () => {
  it.each(Object.keys(LOOK_UPS))('%s is looked up in the same way, at the same cost', (name) => {
    expect(looks.unevenOnes(name)).toEqual([]);
  });
});
