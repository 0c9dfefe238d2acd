import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { openPool } from '#postgres';
import { OutboxReader } from '../storage/read/outbox-reader.js';
import { eventually } from '../../../../test/support/eventually.js';
import { addShadow, setting } from '../http/scim/shadow.fixture.js';
import type { TestConnection } from '../scim-api.fixture.js';
import { TestActivity, type StoredRequest } from './activity.fixture.js';
import { fillGaps } from './fill-gaps.js';
import { hashValueBy } from './hash-value.js';
import { PostgresActivityStore } from './storage/activity-store.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** scim-api without an activity of its own: nothing of what it answers is stored, as after a kill. */
let silent: TestActivity;
let pools: Pool[];
let store: PostgresActivityStore;
let events: OutboxReader;
let theirs: TestConnection;
beforeAll(async () => {
  silent = await TestActivity.start(() => 'postgres://nobody@127.0.0.1:9/nowhere');
  const { database, api } = silent;
  const [own, tenants] = [database.url('activity'), api.database.url('scim')];
  pools = [own, tenants].map((url) => openPool({ url, applicationName: 'spec', max: 2 }));
  const [activityPool, tenantPool] = pools;
  if (activityPool === undefined || tenantPool === undefined) throw new Error('there are two');
  store = new PostgresActivityStore(activityPool);
  await store.keepDays();
  events = new OutboxReader(tenantPool);
  theirs = await api.addTenant();
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await silent.stop();
});

const hashValue = hashValueBy('k'.repeat(32));

async function killed(began: Date): Promise<void> {
  const recorder = uuid();
  await store.record([], [], { recorder, upTo: began });
  await silent.owner.query(
    `insert into gaps (recorder_id, began_at, ended_at) values ($1, $2, now() + interval '1 second')`,
    [recorder, began],
  );
  await silent.owner.query(`update recorders set ended_at = now() where id = $1`, [recorder]);
}

/** Fills what is open, as if it had been found a while ago. */
async function fill(): Promise<void> {
  await fillGaps(
    {
      findGaps: () => store.findGaps(3_600, -10),
      fill: (lines) => store.fill(lines),
      filled: (id) => store.filled(id),
    },
    events,
    hashValue,
  );
}

function askedId({ headers }: { readonly headers: Headers }): string {
  return headers.get('x-request-id') ?? '';
}

describe('after a process was killed', () => {
  it('what it accepted and refused is filled in by request id, once, with whom it meant', async () => {
    const began = new Date();
    const { api } = silent;
    const user = (userName: string, title = 'Countess') => ({ schemas: [USER], userName, title, active: true });
    const created = await api.ask('POST', '/Users', { body: user('ada@contoso.test') });
    const path = `/Users/${created.body.id}`;
    const Operations = [{ op: 'replace', path: 'title', value: 'Dean' }];
    const updated = await api.ask('PATCH', path, { body: { schemas: [PATCH], Operations } });
    const refused = await api.ask('POST', '/Users', { body: user('bea@contoso.test', 'x'.repeat(70_000)) });
    const read = await api.ask('GET', path);
    const deleted = await api.ask('DELETE', path);
    const other = await api.ask('POST', '/Users', { body: user('zoe@fabrikam.test'), as: theirs });
    await killed(began);
    await fill();
    await fill();
    const rows: (readonly StoredRequest[])[] = [];
    for (const one of [created, updated, refused, read, deleted, other]) rows.push(await silent.of(askedId(one)));
    const named = { user_name: 'ada@contoso.test', resource_id: created.body.id };
    expect(rows).toMatchObject([
      [{ ...named, method: 'POST', path: '/scim/v2/Users', status: 201, outcome: 'created', version: 1, ms: null }],
      [
        {
          ...named,
          method: null,
          path: `/scim/v2${path}`,
          outcome: 'updated',
          version: 2,
          changed: expect.any(String),
        },
      ],
      [{ method: 'POST', status: 400, outcome: 'refused', code: 'value-too-long', place: 'title', user_name: null }],
      [],
      [{ ...named, method: 'DELETE', status: 204, outcome: 'deleted', topic: 'rollcall.users.v1' }],
      [{ user_name: 'zoe@fabrikam.test', outcome: 'created' }],
    ]);
    expect(JSON.stringify(rows)).not.toContain('Dean');
  });

  it('a deletion is one, whatever groups end with it, and a change of a group is answered as Entra’s', async () => {
    const began = new Date();
    const { api } = silent;
    const userName = 'eve@contoso.test';
    const { body: user } = await api.ask('POST', '/Users', { body: { schemas: [USER], userName, active: true } });
    const members = [{ value: user.id }];
    const ids: string[] = [];
    for (const displayName of ['Analysts', 'Engineers']) {
      const { body } = await api.ask('POST', '/Groups', { body: { schemas: [GROUP], displayName, members } });
      ids.push(`${body.id}`);
    }
    const Operations = [{ op: 'replace', path: 'displayName', value: 'Researchers' }];
    const renamed = await api.ask('PATCH', `/Groups/${ids[0]}`, { body: { schemas: [PATCH], Operations } });
    const deleted = await api.ask('DELETE', `/Users/${user.id}`);
    await killed(began);
    await fill();
    expect(await silent.of(askedId(deleted))).toMatchObject([
      { method: 'DELETE', path: `/scim/v2/Users/${user.id}`, status: 204, outcome: 'deleted', user_name: userName },
    ]);
    expect(await silent.of(askedId(renamed))).toMatchObject([{ status: renamed.status, outcome: 'updated' }]);
  });

  it('a Bulk has its own row beside those of its operations, once', async () => {
    const began = new Date();
    const names = ['mia@contoso.test', 'noa@contoso.test'];
    const Operations = names.map((userName, at) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${at}`,
      data: { schemas: [USER], userName, active: true },
    }));
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    const sent = await silent.api.ask('POST', '/Bulk', { body: { schemas, Operations } });
    await killed(began);
    await fill();
    await fill();
    const rows: readonly StoredRequest[] = await silent.of(askedId(sent));
    expect(rows.toSorted((one, other) => one.operation - other.operation)).toMatchObject([
      { operation: -1, method: 'POST', path: '/scim/v2/Bulk', status: sent.status, outcome: 'read' },
      { operation: 0, outcome: 'created', user_name: names[0] },
      { operation: 1, outcome: 'created', user_name: names[1] },
    ]);
  });

  it('what a shadow wrote as it went live is no request', async () => {
    const { api } = silent;
    const live = await api.addTenant();
    const userName = 'ina@contoso.test';
    const { body: user } = await api.ask('POST', '/Users', { as: live, body: { schemas: [USER], userName } });
    const began = new Date();
    const shadow = await addShadow(api, live);
    await api.ask('PATCH', `/Users/${user.id}`, { as: shadow, body: setting('title', 'Dean') });
    const path = `/tenants/${live.tenantId}/connections/${shadow.connectionId}`;
    await api.act('POST', `${path}/shadow/go-live`, { reason: 'Rehearsed.' });
    const isLive = async (): Promise<boolean> => (await api.act('GET', path)).shadow === null;
    await eventually('it is live', isLive, { timeout: 30_000 });
    await killed(began);
    await fill();
    const { rows } = await silent.owner.query('select path from requests where tenant_id = $1 and time > $2', [
      live.tenantId,
      began,
    ]);
    expect(rows).toEqual([]);
  });

  it('nothing is there twice that was stored before it was killed', async () => {
    const began = new Date();
    const body = { schemas: [USER], userName: 'dan@contoso.test', active: true };
    const created = await silent.api.ask('POST', '/Users', { body });
    const { tenantId: n, connectionId: c } = silent.api.first;
    const q = askedId(created);
    const line = JSON.stringify({ n, t: began, q, c, m: 'POST', p: '/scim/v2/Users', s: 201, d: 'created', ms: 1 });
    await store.record([line], [], { recorder: uuid(), upTo: new Date() });
    await killed(began);
    await fill();
    const rows: readonly StoredRequest[] = await silent.of(q);
    expect(rows).toMatchObject([{ ms: 1 }]);
    const { rows: open } = await silent.owner.query('select from gaps where filled_at is null');
    expect(open).toEqual([]);
  });

  it('what a restored backup does not have is a gap, of a process that is there still', async () => {
    const recorder = uuid();
    const [backedUp, stored] = [new Date(Date.now() - 3_600_000), new Date(Date.now() - 60_000)];
    await store.record([], [], { recorder, upTo: backedUp });
    await store.record([], [], { recorder, upTo: stored, storedTo: backedUp });
    const found = async (): Promise<unknown[]> => {
      const { rows } = await silent.owner.query(
        'select began_at as "from", ended_at as "to" from gaps where filled_at is null and ended_at <= $1',
        [stored],
      );
      return rows;
    };
    expect(await found()).toEqual([]);
    // As the backup has it.
    await silent.owner.query('update recorders set flushed_to = $2 where id = $1', [recorder, backedUp]);
    await store.record([], [], { recorder, upTo: new Date(), storedTo: stored });
    await store.record([], [], { recorder, upTo: new Date(), storedTo: stored });
    expect(await found()).toEqual([{ from: backedUp, to: stored }]);
    await fill();
    expect(await found()).toEqual([]);
    // A backup from before the process: what any process had stored is known.
    await silent.owner.query('delete from recorders');
    await store.record([], [], { recorder: uuid(), upTo: backedUp });
    await store.record([], [], { recorder, upTo: new Date(), storedTo: stored });
    expect(await found()).toEqual([{ from: backedUp, to: stored }]);
    await fill();
  });

  it('a process that was only cut off has no gap once it is back', async () => {
    const recorder = uuid();
    await store.record([], [], { recorder, upTo: new Date(Date.now() - 3_600_000) });
    expect((await store.findGaps(60, 0)).map((gap) => gap.recorder)).toContain(recorder);
    await store.record([], [], { recorder, upTo: new Date() });
    expect(await store.findGaps(60, 0)).toEqual([]);
  });
});
