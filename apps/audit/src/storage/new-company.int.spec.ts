import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withSearchPath } from '#postgres';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { inFourStates, Looks, type LookUps } from '../../../../test/support/four-states.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { findEntry } from './statements/find-entry.js';
import { hiddenAttributes } from './statements/hidden-attributes.js';
import { listEntries, type EntryPage } from './statements/list-entries.js';

const ENTRIES = 20_000;
// A walk by time that drops next to nothing is a walk of the one actor who did nearly all.
const looks = new Looks((index) => index.replace(/^entries_by_(time|connection|credential)$/, 'entries in order'));

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let reader: Client;

// Two connections, one of which did nearly everything, and a credential that did little; every tenth is a refusal.
const FILL = `
  insert into entries (id, tenant_id, time, type, outcome, connection_id, credential_id, resource_type, resource_id,
                       resource_version, changes, request_id)
  select uuidv7(), $1, timestamptz '2026-01-01' + n * interval '1 second',
         case when n % 10 = 0 then 'rollcall.WriteRefused' else 'rollcall.UserUpdated' end,
         case when n % 10 = 0 then 'refused' else 'accepted' end,
         case when n % 500 = 1 then 'connection 2' else 'connection 1' end,
         case when n % 500 = 1 then 'credential 2' else 'credential 1' end,
         'User', 'user ' || n % 2000, n, '[{"path": "title", "before": null, "after": "Engineer"}]', 'request ' || n
    from generate_series(1, $2::int) as n`;

async function company(): Promise<string> {
  const tenant = uuid();
  await owner.query(FILL, [tenant, ENTRIES]);
  return tenant;
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => new Client({ connectionString: withSearchPath(url, LIVE_SCHEMA) });
  owner = open(database.ownerUrl);
  reader = open(database.url('reader'));
  await Promise.all([owner.connect(), reader.connect()]);
  await inFourStates({
    owner,
    tables: ['entries'],
    found: company,
    async look(state, tenant) {
      const { rows } = await owner.query<{ id: string }>('select id from entries where tenant_id = $1 limit 1', [
        tenant,
      ]);
      await looks.take({ state, tenant, as: reader }, lookUps(rows[0]?.id ?? ''));
    },
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([owner.end(), reader.end()]);
  await database.drop();
});

function lookUps(id: string): LookUps {
  const list = (filter: EntryPage['filter'], more: Partial<EntryPage> = {}): EntryPage => ({
    filter,
    order: 'newest',
    after: null,
    limit: 51,
    ...more,
  });
  const after = { time: '2026-01-01T03:00:00.000Z', id: uuid() };
  return {
    'one by id': (tx) => findEntry(tx, id),
    'what became sensitive': (tx) => hiddenAttributes(tx),
    'the newest': (tx) => listEntries(tx, list({})),
    'a later page': (tx) => listEntries(tx, list({}, { after })),
    'a page of an export': (tx) => listEntries(tx, list({}, { order: 'oldest', after, limit: 500 })),
    'what was done to somebody': (tx) => listEntries(tx, list({ resource: 'user 77' })),
    'a connection that did nearly all': (tx) => listEntries(tx, list({ actor: 'connection 1' })),
    'a connection that did little': (tx) => listEntries(tx, list({ actor: 'connection 2' })),
    'a credential that did nearly all': (tx) => listEntries(tx, list({ actor: 'credential 1' })),
    'a credential that did little': (tx) => listEntries(tx, list({ actor: 'credential 2' })),
    'a connection, a page later': (tx) => listEntries(tx, list({ actor: 'connection 1' }, { after })),
    'an actor that did nothing': (tx) => listEntries(tx, list({ actor: 'nobody' })),
    'refusals of a connection': (tx) => listEntries(tx, list({ actor: 'connection 1', outcome: 'refused' })),
    'a type': (tx) => listEntries(tx, list({ types: ['rollcall.WriteRefused'] })),
    'a type that there is none of': (tx) => listEntries(tx, list({ types: ['rollcall.GroupUpdated'] })),
    'a request': (tx) => listEntries(tx, list({ requestId: 'request 77' })),
    'a Bulk': (tx) => listEntries(tx, list({ requestId: '0198c0de-0000-7000-8000-000000000077' })),
    'what has arrived since': (tx) =>
      listEntries(tx, list({ after: 1_000 }, { order: 'arrival', arrived: Number.MAX_SAFE_INTEGER })),
    'what was refused': (tx) => listEntries(tx, list({ outcome: 'refused' })),
    'what was accepted': (tx) => listEntries(tx, list({ outcome: 'accepted' })),
    'a span of time': (tx) => listEntries(tx, list({ from: '2026-01-01T01:00:00Z', to: '2026-01-01T01:00:40Z' })),
  };
}

describe('as the audit log’s reader, whatever ANALYZE has seen of 20,000 entries of a company', () => {
  it.each(Object.keys(lookUps('')))('%s is looked up in the same way, at the same cost', (name) => {
    expect(looks.unevenOnes(name)).toEqual([]);
  });
});
