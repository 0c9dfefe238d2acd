import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { CUSTOM_USER_URN, type Acting, type UserEvent } from '#contracts';
import { inTransaction, openPool, scopeToTenant, withSearchPath } from '#postgres';
import { Problem, TenantReads, TenantWrites } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, deleted, OTHER_TENANT, TENANT, updated, type Person } from '../projection/user-events.fixture.js';
import { applyUsers, completeHistory } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { digestProjection } from '../storage/digest.js';
import { MIGRATIONS } from '../storage/migrations.js';
import type { RevealBody } from './sensitive-body.js';
import { Sensitive } from './sensitive.js';

const ACTING: Acting = { requestId: 'request-1', traceparent: null, reason: 'Ticket 7', type: 'account', name: 'ann' };
const ASKER = { tenantId: TENANT };
const TABLES = `employees, employee_versions, employee_words, employee_pairs, employee_marks, reporting_lines, attribute_changes,
  sensitive_values, acts.outbox, acts.outbox_unpublished`;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let sensitive: Sensitive;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string, path: string) =>
    openPool({ url: withSearchPath(url, path), applicationName: 'test', max: 2 });
  owner = open(database.ownerUrl, LIVE_SCHEMA);
  writer = open(database.url('directory'), `${LIVE_SCHEMA},acts`);
  reader = open(database.url('reader'), LIVE_SCHEMA);
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1_000 });
  sensitive = new Sensitive({ reads, writes: new TenantWrites(writer) });
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
});
beforeEach(() => owner.query(`truncate ${TABLES}`));

const apply = (...events: readonly UserEvent[]) => inTransaction(writer, (tx) => applyUsers(tx, events));
const having = (values: Readonly<Record<string, string>>): Person => ({
  id: 'ada',
  more: { [CUSTOM_USER_URN]: values },
});
/** As scim-api says it while these attributes are sensitive. */
function masking<Event extends UserEvent>(event: Event, ...names: readonly string[]): Event {
  return { ...event, data: { ...event.data, sensitive: [...names] } };
}
const told = async (asked: RevealBody = {}, id = 'ada', asker = ASKER) =>
  (await sensitive.reveal(asker, id, asked, ACTING)).values.map(({ attribute, before, value, isKept }) => [
    attribute,
    before,
    value,
    ...(isKept ? [] : ['not kept']),
  ]);
const refused = (asked: RevealBody, id?: string, asker?: typeof ASKER) =>
  told(asked, id, asker).then(
    () => 'shown',
    (error: unknown) => (error instanceof Problem ? error.status : error),
  );

async function acts(): Promise<unknown[]> {
  const { rows } = await owner.query<{ value: string }>('select value from acts.outbox order by id');
  return rows.map(({ value }) => JSON.parse(value) as unknown);
}

describe('what is sensitive of somebody', () => {
  it('is shown of the newest version, or another one, with what it was before', async () => {
    await apply(
      masking(created(having({ Iban: 'CH93', Team: 'Red' })), 'Iban'),
      masking(updated(having({ Iban: 'CH94', Team: 'Red' }), { version: 2 }), 'Iban'),
      masking(updated(having({ Team: 'Red' }), { version: 3 }), 'Iban'),
    );
    expect(await told()).toEqual([['Iban', 'CH94', null]]);
    expect(await told({ version: 2 })).toEqual([['Iban', 'CH93', 'CH94']]);
    expect(await told({ version: 1 })).toEqual([['Iban', null, 'CH93']]);
  });

  it('is one entry each time, of who looked, why, and at which attributes of which version: no value', async () => {
    const event = masking(created(having({ Iban: 'CH93', Salary: '1' })), 'Iban', 'Salary');
    await apply(event);
    const shown = await sensitive.reveal(ASKER, 'ada', { reason: 'Ticket 7' }, ACTING);
    expect(shown).toMatchObject({ version: 1, event: event.id, requestId: event.correlationId });
    const all = await acts();
    expect(all).toMatchObject([
      {
        act: 'people.reveal',
        reason: 'Ticket 7',
        actor: { type: 'account', name: 'ann' },
        object: { type: 'person', id: 'ada' },
        changes: [
          { path: 'version', before: null, after: 1 },
          { path: 'attributes', before: null, after: 'Iban, Salary' },
        ],
      },
    ]);
    expect(JSON.stringify(all)).not.toContain('CH93');
  });

  it('is nothing of who has nothing of it, and no entry', async () => {
    await apply(created(having({ Team: 'Red' })));
    expect([await told(), await acts()]).toEqual([[], []]);
  });

  it('is shown of who was deleted, as it was', async () => {
    await apply(masking(created(having({ Iban: 'CH93' })), 'Iban'), deleted('ada', { version: 2 }));
    expect(await told()).toEqual([['Iban', 'CH93', null]]);
  });

  it('is nobody’s of another tenant, nor of who or what is not there', async () => {
    await apply(
      masking(created(having({ Iban: 'CH93' })), 'Iban'),
      masking(created(having({ Iban: 'DE01' }), { tenantId: OTHER_TENANT }), 'Iban'),
    );
    expect(await told()).toEqual([['Iban', null, 'CH93']]);
    expect(await told({}, 'ada', { tenantId: OTHER_TENANT })).toEqual([['Iban', null, 'DE01']]);
    expect([await refused({ version: 2 }), await refused({}, 'bob'), await refused({}, 'a\0b')]).toEqual([
      404, 404, 404,
    ]);
  });

  it('is told apart from what became sensitive, and from what is so no longer', async () => {
    await apply(
      created(having({ Iban: 'CH93' })),
      masking(updated(having({ Iban: 'CH94' }), { version: 2 }), 'Iban'),
      updated(having({ Iban: 'CH95' }), { version: 3 }),
    );
    expect(await told({ version: 2 })).toEqual([['Iban', 'CH93', 'CH94']]);
    expect(await told({ version: 3 })).toEqual([['Iban', 'CH94', 'CH95']]);
    expect(await told({ version: 1 })).toEqual([]);
  });

  it('is said not to be kept where it was folded before values were', async () => {
    await apply(masking(created(having({ Iban: 'CH93' })), 'Iban'));
    await owner.query('truncate sensitive_values');
    expect(await told()).toEqual([['Iban', null, null, 'not kept']]);
  });

  it('is kept of a version that comes late, too', async () => {
    const second = masking(updated(having({ Iban: 'CH94' }), { version: 2 }), 'Iban');
    await apply(
      masking(created(having({ Iban: 'CH93' })), 'Iban'),
      masking(updated(having({ Iban: 'CH95' }), { version: 3 }), 'Iban'),
    );
    await inTransaction(writer, (tx) => completeHistory(tx, [second]));
    expect(await told({ version: 2 })).toEqual([['Iban', 'CH93', 'CH94']]);
  });
});

describe('the values', () => {
  beforeEach(() => apply(masking(created(having({ Iban: 'CH93' })), 'Iban')));

  it('stand in one table and in nothing that is asked', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name
         from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await owner.query(`select 1 from ${name} t where to_jsonb(t)::text ilike '%ch93%'`);
      if (rowCount !== 0) found.push(name);
    }
    expect(found).toEqual([`${LIVE_SCHEMA}.sensitive_values`]);
  });

  it('are in no transaction of the role that answers, but one that says it is to see them', async () => {
    const count = (sight: string | null): Promise<number | null> =>
      inTransaction(reader, async (tx) => {
        await scopeToTenant(tx, TENANT);
        if (sight !== null) await tx.query(`select set_config('rollcall.sight', $1, true)`, [sight]);
        return (await tx.query('select given from sensitive_values')).rowCount;
      });
    expect([await count(null), await count('other'), await count('sensitive'), await count(null)]).toEqual([
      0, 0, 1, 0,
    ]);
  });

  it('are in the digest', async () => {
    const digest = async () => (await inTransaction(owner, (tx) => digestProjection(tx))).sha256;
    const before = await digest();
    await owner.query(`update sensitive_values set given = '{"Iban": "CH94"}'`);
    expect(await digest()).not.toBe(before);
  });
});
