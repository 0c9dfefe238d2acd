import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inTransaction, openPool, PAGE_BYTES, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { bytesRead, type BytesRead } from '../../../../test/support/bytes-read.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { scattered } from '../../../../test/support/scattered.js';
import { created, TENANT, type Person } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { Employees } from './employees.js';
import type { EmployeeBody } from './employee-body.js';

jest.setTimeout(60_000);

const NAME = 'urn:example:large';
/** As large as a user may be; some of a release that took a mebibyte, whose rows do not say how large they are. */
const LARGE = 190_000;
const OLD = 1_000_000;
/** What is in a row beside the resource: columns that repeat it, and PostgreSQL's spaces between the members of jsonb. */
const BESIDE = 40_000;

const person = (n: number): string => `p${String(n).padStart(3, '0')}`;

function large(n: number, more: Partial<Person> = {}): Person {
  const bytes = n % 10 === 7 ? OLD : LARGE;
  const text = scattered(n + 1, 0x4e00, Math.floor(bytes / 3));
  return {
    id: person(n),
    displayName: `Large ${n}`,
    department: 'Heavy',
    managerId: n < 20 ? 'boss' : '',
    ...more,
    more: { [NAME]: { text } },
  };
}

let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;
let read: BytesRead;
let employees: Employees;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 1 });
  reader = open(database.url('reader'));
  read = bytesRead(reader);
  employees = new Employees(new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1 }));
  const writer = open(database.url('directory'));
  await inTransaction(writer, (tx) =>
    applyUsers(tx, [created({ id: 'boss', displayName: `Boss ${'x'.repeat(500_000)}` })]),
  );
  for (let n = 0; n < 30; n += 1) await inTransaction(writer, (tx) => applyUsers(tx, [created(large(n))]));
  await writer.end();
  const owner = open(database.ownerUrl);
  await owner.query('update employee_versions set resource_bytes = null where id like $1', ['%7']);
  await owner.end();
});
afterAll(async () => {
  await reader.end();
  await database.drop();
});

interface Pages {
  readonly ids: readonly string[];
  readonly pages: number;
  readonly largest: number;
}

type Ask = (cursor: { readonly cursor?: string }) => Promise<{ items: readonly EmployeeBody[]; next: string | null }>;

async function everyPage(ask: Ask): Promise<Pages> {
  const ids: string[] = [];
  let pages = 0;
  read.largest();
  for (let next: string | null = ''; next !== null; pages += 1) {
    const page: Awaited<ReturnType<Ask>> = await ask(next === '' ? {} : { cursor: next });
    ids.push(...page.items.map(({ id }) => id));
    ({ next } = page);
  }
  return { ids, pages, largest: read.largest() };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => person(from + index));
const ANY = { active: 'any', limit: 200 } as const;

describe('a list of large employees', () => {
  it.each([
    ['of all', {}, ['boss', ...numbers(0, 30)]],
    ['of a department', { department: 'heavy' }, numbers(0, 30)],
    ['of the active', { active: 'true' }, ['boss', ...numbers(0, 30)]],
    ['of what was searched', { search: 'large' }, numbers(0, 30)],
    ['of a manager', { managerId: 'boss' }, numbers(0, 20)],
    ['of a manager and searched', { managerId: 'boss', search: 'large' }, numbers(0, 20)],
    ['of those without a manager', { managerId: 'none' }, ['boss', ...numbers(20, 30)]],
    ['a few at a time', { limit: 3 }, ['boss', ...numbers(0, 30)]],
  ] as const)('%s comes in short pages that are complete, each read in bounded bytes', async (_, query, expected) => {
    const { ids, pages, largest } = await everyPage((cursor) =>
      employees.list(TENANT, { ...ANY, ...query, ...cursor }),
    );
    expect(ids).toEqual(expected);
    expect(pages).toBeGreaterThan(3);
    expect(largest).toBeLessThanOrEqual(PAGE_BYTES + BESIDE);
  });

  it('of reports is no different', async () => {
    const { ids, pages, largest } = await everyPage((cursor) =>
      employees.reports(TENANT, 'boss', { depth: 2, limit: 200, ...cursor }),
    );
    expect({ ids, isShort: pages > 3 }).toEqual({ ids: numbers(0, 20), isShort: true });
    expect(largest).toBeLessThanOrEqual(PAGE_BYTES + BESIDE);
  });

  it('names a manager by the beginning of a name, and shows the whole of it for itself', async () => {
    const { manager } = await employees.find(TENANT, person(1));
    expect(manager?.displayName).toHaveLength(256);
    expect((await employees.find(TENANT, 'boss')).displayName).toHaveLength(500_005);
  });
});
