import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { ADMIN, CUSTOM_USER_URN, MASK, type AdminActed, type UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath, type Transaction } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { at, created, event, OTHER_TENANT, TENANT, updated, type Person } from '../projection/user-events.fixture.js';
import { applyUsers, completeHistory } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { digestProjection } from '../storage/digest.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { DIRECTORY_HANDLERS } from './fold.js';

const TABLES = `employees, employee_versions, employee_words, employee_pairs, employee_marks, reporting_lines, attribute_changes,
  sensitive_values, hidden_attributes`;
const [WRITTEN, DEFINED, MUCH_LATER] = [1, 5, 60];

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) =>
    openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 3, pipeline: true });
  owner = open(database.ownerUrl);
  writer = open(database.url('directory'));
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end()]);
  await database.drop();
});
beforeEach(() => owner.query(`truncate ${TABLES}`));

const apply = (...events: readonly UserEvent[]) => inTransaction(writer, (tx) => applyUsers(tx, events));
async function fold(tx: Transaction, acts: readonly AdminActed[]): Promise<void> {
  const deliveries = acts.map((act, index) => ({
    event: act,
    topic: ADMIN.name,
    partition: 0,
    offset: BigInt(index),
    key: act.subject,
  }));
  const outcomes = await DIRECTORY_HANDLERS.get(ADMIN.name)?.apply({ tx, isLate: false, deliveries });
  expect(outcomes?.map(({ kind }) => kind)).toEqual(acts.map(() => 'done'));
}
const hide = (...acts: readonly AdminActed[]) => inTransaction(writer, (tx) => fold(tx, acts));
const digest = () => inTransaction(writer, (tx) => digestProjection(tx));

/** That an attribute became sensitive, or no longer is. */
function defined(name: string, { version = DEFINED, isSensitive = true, tenantId = TENANT } = {}): AdminActed {
  const data: AdminActed['data'] = {
    act: 'attributes.define',
    object: { type: 'attribute', id: name },
    actor: { type: 'operator', name: null },
    reason: null,
    changes: [{ path: 'sensitive', before: !isSensitive, after: isSensitive }],
  };
  return { ...event('rollcall.AdminActed', tenantId, { tenantId, version }, data), resourceVersion: null };
}

const ada = (iban: string): Person => ({
  id: 'ada',
  references: ['IBAN', 'Buddy'],
  more: { [CUSTOM_USER_URN]: { IBAN: iban, Buddy: 'bob', Größe: 'XL' } },
});
const path = (name: string): string => `${CUSTOM_USER_URN}:${name}`;
/** As scim-api said it before: the values in the clear. */
function lives(tenantId = TENANT): readonly UserEvent[] {
  const changed = updated(ada('CH94'), { version: 2, tenantId });
  const changes = [
    { path: path('IBAN'), before: 'CH93', after: 'CH94' },
    { path: path('Buddy'), before: null, after: 'bob' },
  ];
  const data = { ...changed.data, changes, references: ['IBAN', 'Buddy'] } as typeof changed.data;
  return [created(ada('CH93'), { version: WRITTEN, tenantId }), { ...changed, data } as UserEvent];
}

async function shown(tenantId = TENANT): Promise<unknown> {
  const rows = async (text: string) => (await owner.query(text, [tenantId])).rows as unknown[];
  const values = `resource -> '${CUSTOM_USER_URN}'`;
  return {
    versions: await rows(
      `select ${values} ->> 'IBAN' as iban, reference_names as names from employee_versions where tenant_id = $1 order by version`,
    ),
    changes: await rows(`select before, after from attribute_changes where tenant_id = $1 order by path`),
    employee: await rows(`select reference_names as names from employees where tenant_id = $1`),
    apart: await rows(`select given from sensitive_values where tenant_id = $1 order by version`),
  };
}
const HIDDEN = {
  versions: [
    { iban: MASK, names: ['Buddy'] },
    { iban: MASK, names: ['Buddy'] },
  ],
  changes: [
    { before: null, after: 'bob' },
    { before: MASK, after: MASK },
  ],
  employee: [{ names: ['Buddy'] }],
  apart: [{ given: { IBAN: 'CH93' } }, { given: { IBAN: 'CH94' } }],
};

describe('an attribute that becomes sensitive', () => {
  it('is masked in all that was folded before, whatever its spelling, and kept apart', async () => {
    await apply(...lives());
    await hide(defined('Iban'));
    expect(await shown()).toEqual(HIDDEN);
  });

  it('is masked in what was decided before and is folded after', async () => {
    await hide(defined('Iban'));
    await apply(...lives());
    expect(await shown()).toEqual(HIDDEN);
  });

  it('is masked in a version that was parked, and is released after', async () => {
    const [first, second] = lives();
    if (first === undefined || second === undefined) throw new Error('two versions');
    await apply(second);
    await hide(defined('Iban'));
    await inTransaction(writer, (tx) => completeHistory(tx, [first]));
    expect(await shown()).toMatchObject({ versions: HIDDEN.versions, apart: HIDDEN.apart });
  });

  it('leaves the same whichever is folded first, as a rebuild does', async () => {
    const [given, acts] = [lives(), [defined('Iban'), defined('größe')]];
    await apply(...given);
    await hide(...acts);
    const before = await digest();
    await owner.query(`truncate ${TABLES}`);
    await hide(...acts);
    await apply(...given);
    expect(await digest()).toEqual(before);
  });

  it('is one of its own company', async () => {
    await apply(...lives(), ...lives(OTHER_TENANT));
    await hide(defined('Iban', { tenantId: OTHER_TENANT }));
    expect(await shown()).toMatchObject({ versions: [{ iban: 'CH93' }, { iban: 'CH94' }], apart: [] });
    expect(await shown(OTHER_TENANT)).toEqual(HIDDEN);
  });

  it('hides nothing of what is decided once it is sensitive no longer', async () => {
    await apply(...lives());
    await hide(defined('Iban'), defined('Iban', { version: MUCH_LATER - 1, isSensitive: false }));
    await apply(updated(ada('CH95'), { version: MUCH_LATER }));
    expect(await shown()).toMatchObject({ versions: [{ iban: MASK }, { iban: MASK }, { iban: 'CH95' }] });
    expect(at(MUCH_LATER) > at(DEFINED)).toBe(true);
  });

  it('waits for a batch that is under way', async () => {
    const batch = await writer.connect();
    try {
      await batch.query('begin');
      await batch.query('select from consumer_offsets for update');
      const hiding = inTransaction(writer, async (tx) => {
        await tx.query(`set local lock_timeout = '200ms'`);
        await fold(tx, [defined('Iban')]);
      });
      await expect(hiding).rejects.toMatchObject({ code: '55P03' });
    } finally {
      await batch.query('rollback');
      batch.release();
    }
  });
});
