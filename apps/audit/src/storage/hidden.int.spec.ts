import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { CUSTOM_USER_URN, MASK, type RollcallEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { adminActed, OTHER_TENANT, TENANT, userUpdated } from '../ledger/events.fixture.js';
import type { NamedEntry } from '../ledger/entry.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { LedgerReader } from './ledger-reader.js';
import { MIGRATIONS } from './migrations.js';
import { recordBatch } from './record-batch.js';
import type { EntryFilter } from './statements/list-entries.js';

const URN_OF = (name: string): string => `${CUSTOM_USER_URN}:${name}`;
const [BEFORE, THEN, AFTER] = ['2026-11-24T10:00:00.000Z', '2026-11-24T11:00:00.000Z', '2026-11-24T12:00:00.000Z'];

/** As scim-api said it while nobody had called it sensitive. */
function ibanChanged(version: number, time: string, tenantId = TENANT): RollcallEvent {
  const event = userUpdated(version, { time, tenantId });
  const changes = [
    { path: URN_OF('IBAN'), before: null, after: `CH0${version}` },
    { path: 'title', before: null, after: 'Dean' },
  ];
  return { ...event, data: { ...event.data, changes } };
}

function defined(isSensitive: boolean, time: string): RollcallEvent {
  const changes = [{ path: 'sensitive', before: !isSensitive, after: isSensitive }];
  return { ...adminActed({ act: 'attributes.define', object: { type: 'attribute', id: 'Iban' }, changes }), time };
}

const EVENTS = [
  ibanChanged(1, BEFORE),
  ibanChanged(1, BEFORE, OTHER_TENANT),
  defined(true, THEN),
  defined(false, '2026-11-24T11:30:00.000Z'),
  ibanChanged(2, AFTER),
];

let database: TestDatabase<'audit' | 'reader'>;
let writer: Pool;
let reads: Pool;
let ledger: LedgerReader;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string): Pool =>
    openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'audit-test', max: 3, pipeline: true });
  writer = open(database.url('audit'));
  reads = open(database.url('reader'));
  ledger = new LedgerReader(new TenantReads({ reads, cancels: reads }, { TENANT_SHARE_LIST_SECONDS: 1_000 }));
  const deliveries = EVENTS.map((event, index) => ({
    event,
    topic: 'rollcall.users.v1',
    partition: 0,
    offset: BigInt(index),
    key: event.subject,
  }));
  await inTransaction(writer, (tx) => recordBatch({ tx, isLate: false, deliveries }));
});
afterAll(async () => {
  await Promise.all([writer.end(), reads.end()]);
  await database.drop();
});

const found = async (filter: EntryFilter, tenantId = TENANT) =>
  (await ledger.list(tenantId, { filter, order: 'oldest', after: null, limit: 10 })).entries;
const PEOPLE = { types: ['rollcall.UserUpdated'] };
const valuesIn = (entries: readonly { readonly changes: string }[]) =>
  entries.map(({ changes }) => (JSON.parse(changes) as { after: unknown }[]).map(({ after }) => after));

describe('entries of an attribute that became sensitive', () => {
  it('read *** up to then, in lists and exports, and as they say after', async () => {
    const wanted = [
      [MASK, 'Dean'],
      ['CH02', 'Dean'],
    ];
    expect(valuesIn(await found(PEOPLE))).toEqual(wanted);
    const exported: NamedEntry[] = [];
    for await (const page of ledger.pages(TENANT, PEOPLE)) exported.push(...page);
    expect(valuesIn(exported)).toEqual(wanted);
  });

  it('read *** one by one', async () => {
    const entry = await ledger.find(TENANT, EVENTS[0]?.id ?? '');
    expect(valuesIn(entry === null ? [] : [entry])).toEqual([[MASK, 'Dean']]);
  });

  it('are found by no value that they do not show', async () => {
    expect(await found({ value: 'CH01' })).toEqual([]);
    expect(valuesIn(await found({ value: 'ch02' }))).toEqual([['CH02', 'Dean']]);
    expect(await found({ path: URN_OF('iban') })).toHaveLength(2);
    expect(await found({ value: 'Dean' })).toHaveLength(2);
  });

  it('are those of its own company', async () => {
    expect(valuesIn(await found(PEOPLE, OTHER_TENANT))).toEqual([['CH01', 'Dean']]);
    expect(await found({ value: 'CH01' }, OTHER_TENANT)).toHaveLength(1);
  });
});
