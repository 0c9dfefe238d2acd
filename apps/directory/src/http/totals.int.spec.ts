import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { OTHER_TENANT, TENANT } from '../projection/user-events.fixture.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { History } from './history.js';
import { Totals } from './totals.js';

const PEOPLE = 12_000;
const MOST = 10_000;
const FEW = 3;
/** Of whom almost nobody has left, and of whom almost everybody has. */
const [STAYING, LEFT] = [TENANT, OTHER_TENANT];
/** Every second one has left, more than are counted. */
const HALVED = '018f0000-0000-7000-8000-00000000000d';

/** Whoever differs from the others comes last. */
const FILL = `
  insert into ${LIVE_SCHEMA}.employees
         (tenant_id, id, version, changed_at, deleted, active, user_name, display_name, department, department_key)
  select $1::uuid, lpad(n::text, 8, '0'), 1, now(), false, (n > $2::int - ${FEW}) <> $3::bool,
         'user' || n, 'Name ' || n, 'One', 'one'
    from generate_series(1, $2::int) as n`;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;
let totals: Totals;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const owner = openPool({ url: database.ownerUrl, applicationName: 'test', max: 1 });
  await owner.query(FILL, [STAYING, PEOPLE, true]);
  await owner.query(FILL, [LEFT, PEOPLE, false]);
  await owner.query(FILL, [HALVED, 2 * PEOPLE, true]);
  await owner.query(`update ${LIVE_SCHEMA}.employees set active = right(id, 1)::int % 2 = 0 where tenant_id = $1`, [
    HALVED,
  ]);
  await owner.end();
  reader = openPool({
    url: withSearchPath(database.url('reader'), LIVE_SCHEMA),
    applicationName: 'test',
    max: 1,
  });
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 60 });
  totals = new Totals(reads, new History(reads));
}, 120_000);
afterAll(async () => {
  await reader.end();
  await database.drop();
});

const atLeast = (count: number) => ({ count, isExact: false });
const exactly = (count: number) => ({ count, isExact: true });
const fewOf = (count: { readonly count: number; readonly isExact: boolean } | null) => ({
  isFew: (count?.count ?? Infinity) <= FEW,
  isExact: count?.isExact,
});
const FEW_OF_THOSE = { isFew: true, isExact: false };

describe('of a company of more than ten thousand', () => {
  const by = (tenantId: string, active: 'any' | 'true' | 'false', department?: string) =>
    totals.by(tenantId, { by: 'department', active, ...(department !== undefined && { department }) });

  it('the totals say at least ten thousand', async () => {
    const { people, active, inactive, departments } = await totals.of({ tenantId: STAYING, seesLeavers: true });
    expect({ people, inactive, departments }).toEqual({
      people: atLeast(MOST),
      inactive: exactly(FEW),
      departments: exactly(1),
    });
    expect([active.isExact, active.count >= MOST - FEW, active.count <= MOST]).toEqual([false, true, true]);
  });

  it('the active are counted among those who were looked at', async () => {
    const { people, active, inactive } = await totals.of({ tenantId: LEFT, seesLeavers: true });
    expect([people, inactive, fewOf(active)]).toEqual([atLeast(MOST), atLeast(MOST), FEW_OF_THOSE]);
  });

  it('somebody is active where more have left than are counted', async () => {
    const { active, inactive } = await totals.of({ tenantId: HALVED, seesLeavers: true });
    expect([inactive, active.isExact, active.count > 0]).toEqual([atLeast(MOST), false, true]);
  });

  it('ten thousand are counted by a value, and its parts are these', async () => {
    expect(await by(STAYING, 'any')).toEqual({
      total: atLeast(MOST),
      by: 'department',
      items: [{ value: 'One', count: MOST }],
      others: 0,
    });
  });

  it('a few who are active are counted among ten thousand, and not to the end', async () => {
    const { total, items, others } = await by(LEFT, 'true');
    expect(fewOf(total)).toEqual(FEW_OF_THOSE);
    expect(items.reduce((sum, { count }) => sum + count, others)).toBe(total.count);
  });

  it('a few who have left are counted exactly, but among those of a department', async () => {
    expect((await by(STAYING, 'false')).total).toEqual(exactly(FEW));
    expect(fewOf((await by(STAYING, 'false', 'One')).total)).toEqual(FEW_OF_THOSE);
  });

  it('nobody is counted of a department that there is not', async () => {
    expect(await by(STAYING, 'any', 'Two')).toMatchObject({ total: exactly(0), items: [], others: 0 });
  });
});
