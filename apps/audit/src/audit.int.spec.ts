import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rebuild } from '#projection';
import { encodeCursor } from '#service';
import { eventually } from '../../../test/support/eventually.js';
import { withoutRoom } from '../../../test/support/without-room.js';
import { AUDIT } from './audit.js';
import { OPERATOR, runningAudit, type RunningAudit } from './audit.fixture.js';
import {
  groupUpdated,
  OTHER_TENANT,
  refusalsSuppressed,
  TENANT,
  userCreated,
  userUpdated,
  writeRefused,
} from './ledger/events.fixture.js';

jest.setTimeout(90_000);

const NOBODY = '0198c0de-0000-7000-8000-00000000dead';

interface EntryBody {
  readonly id: string;
  readonly time: string;
  readonly type: string;
}

describe('the audit service', () => {
  let audit: RunningAudit;
  let token: string;
  const created = userCreated({ time: '2026-11-24T10:00:00.000Z' });
  const foreign = userCreated({ time: '2026-11-24T10:00:09.000Z', tenantId: OTHER_TENANT });
  const EVENTS = [
    created,
    userUpdated(2, { time: '2026-11-24T10:00:01.000Z', credentialId: '0198c0de-0000-7000-8000-0000000000c2' }),
    userUpdated(3, { time: '2026-11-24T10:00:02.000Z' }),
    groupUpdated({ time: '2026-11-24T10:00:03.000Z' }),
    writeRefused({ time: '2026-11-24T10:00:04.000Z' }),
    refusalsSuppressed({ time: '2026-11-24T10:00:05.000Z' }),
    foreign,
  ];

  const recorded = (count: number) =>
    eventually(
      `${count} entries are there`,
      async () => (await audit.owner.query('select 1 from entries')).rows.length === count,
      { timeout: 30_000 },
    );

  beforeAll(async () => {
    audit = await runningAudit();
    token = await audit.token(TENANT);
    await audit.publish(...EVENTS, created);
    await recorded(EVENTS.length);
  });
  afterAll(() => audit.stop());

  const ask = (path: string, bearer = token, accept = '*/*'): Promise<Response> =>
    fetch(audit.service.url + path, { headers: { authorization: `Bearer ${bearer}`, accept } });
  const items = async (path: string): Promise<{ items: EntryBody[]; next: string | null }> => {
    const response = await ask(path);
    expect(response.status).toBe(200);
    return (await response.json()) as { items: EntryBody[]; next: string | null };
  };
  const seconds = async (path: string) => (await items(path)).items.map(({ time }) => Number(time.slice(17, 19)));

  it('is ready, and its consumer when it reads its topics', async () => {
    const isReady = async (query = '') => (await fetch(`${audit.service.url}/readyz${query}`)).ok;
    expect(await isReady()).toBe(true);
    await eventually('its consumer is in order', () => isReady('?of=consumer'), { timeout: 20_000 });
  });

  it('lets lists and exports wait for room in their tenant’s share of memory, then 429, and no look-up', async () => {
    const paths = ['/entries', '/entries.ndjson', `/entries/${created.id}`];
    const answers = await withoutRoom(() => Promise.all(paths.map((path) => ask(path))));
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(answers[1]?.headers.get('retry-after')).toBe('1');
  });

  it('has one entry for each write and refusal, however often its event came', async () => {
    expect(await seconds('/entries?order=oldest')).toEqual([0, 1, 2, 3, 4, 5]);
    const response = await ask(`/entries/${created.id}`);
    expect(await response.json()).toEqual({
      id: created.id,
      sequence: expect.any(Number),
      time: created.time,
      type: 'rollcall.UserProvisioned',
      outcome: 'accepted',
      actor: {
        connectionId: '0198c0de-0000-7000-8000-0000000000b1',
        credentialId: '0198c0de-0000-7000-8000-0000000000c1',
      },
      resourceType: 'User',
      resourceId: '0198c0de-0000-7000-8000-0000000000a1',
      resourceName: 'mona@example.com',
      userName: 'mona@example.com',
      resourceVersion: 1,
      changes: [{ path: 'title', before: null, after: 'Engineer 1' }],
      requestId: 'request-1',
      reason: 'created',
      method: null,
      status: null,
      scimType: null,
      count: null,
      period: null,
      kafka: { topic: 'rollcall.users.v1', partition: expect.any(Number), offset: expect.stringMatching(/^\d+$/u) },
    });
  });

  it('shows where a write was refused, and by which rule', async () => {
    const [refusal] = (await items('/entries?type=rollcall.WriteRefused')).items;
    expect(refusal).toMatchObject({ path: 'userName', rule: 'must be unique' });
  });

  it.each([
    ['', [5, 4, 3, 2, 1, 0]],
    ['?actor=0198c0de-0000-7000-8000-0000000000c2', [1]],
    ['?resource=0198c0de-0000-7000-8000-0000000000a1&order=oldest', [0, 1, 2]],
    ['?type=rollcall.WriteRefused', [4]],
    ['?outcome=refused', [5, 4]],
    ['?type=rollcall.WriteRefused,rollcall.GroupUpdated', [4, 3]],
    ['?type=rollcall.WriteRefused&type=rollcall.GroupUpdated', [4, 3]],
    ['?person=MONA', [2, 1, 0]],
    ['?person=nobody', []],
    ['?path=title&value=engineer%202', [1]],
    ['?requestId=request-1&order=oldest', [0, 1, 2, 3, 4, 5]],
    ['?requestId=request-9', []],
    ['?from=2026-11-24T10:00:01Z&to=2026-11-24T10:00:03Z', [2, 1]],
  ])('answers /entries%s', async (query, expected) => {
    expect(await seconds(`/entries${query}`)).toEqual(expected);
  });

  it('pages with an opaque cursor to the end', async () => {
    const seen: string[] = [];
    let path = '/entries?limit=4';
    for (;;) {
      const page = await items(path);
      seen.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      path = `/entries?limit=4&cursor=${page.next}`;
    }
    expect(seen).toEqual((await items('/entries')).items.map(({ id }) => id));
  });

  it.each([
    '?limit=201',
    '?colour=red',
    '?outcome=maybe',
    '?from=yesterday',
    '?cursor=abc',
    '?from=0000-01-01T00:00:00Z',
    '?from=2026-01-01T00:00:00%2B23:00',
    '?to=2026-01-01T00:00:00Z[Europe/Berlin]',
    `?cursor=${encodeCursor({ time: '0000-01-01T00:00:00Z', id: '0198c0de-0000-7000-8000-000000000001' })}`,
    '?type=rollcall.Other',
    '?type=rollcall.UserUpdated,',
    '?person=',
    '?path=%20',
    '?after=-1',
    '?after=abc',
    '?after=1.5',
    '?after=0&order=oldest',
    '?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    `?after=0&cursor=${encodeCursor({ time: '2026-01-01T00:00:00Z', id: '0198c0de-0000-7000-8000-000000000001' })}`,
    '.csv?order=oldest',
    '.ocsf.ndjson?after=x',
    '?actor=%00',
    '?actor=Entra',
    '?actor=ada@contoso.example',
    '?resource=Ada%20Lovelace',
    '?resource=',
    '?resource=0198c0de-0000-7000-8000-00000000000',
    '.ndjson?resource=ada',
    '/ada',
    '/0198c0de',
  ])('refuses /entries%s with a 400 that is a problem', async (query) => {
    const response = await ask(`/entries${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each([
    ['/entries.ndjson', 'application/json', 406],
    ['/entries.ndjson', 'application/x-ndjson', 200],
    ['/entries', 'application/x-ndjson', 406],
    ['/entries', 'text/csv', 406],
    ['/entries.csv', 'text/csv', 200],
    ['/entries.csv', 'application/json', 406],
    ['/entries.ocsf.ndjson', 'application/x-ndjson', 200],
    ['/entries/', 'application/json', 200],
  ])('answers %s to who accepts %s with %i', async (path, accept, status) => {
    expect((await ask(path, undefined, accept)).status).toBe(status);
  });

  it('knows an id of the tenant in any case, and one of nobody as that of nothing', async () => {
    const { items: found } = await items('/entries?resource=0198C0DE-0000-7000-8000-0000000000A1');
    expect(found).toHaveLength(3);
    expect((await items('/entries?actor=0198c0de-0000-7000-8000-0000000000ff')).items).toEqual([]);
  });

  it('exports everything of the tenant, an entry a line, oldest first', async () => {
    const response = await ask('/entries.ndjson');
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const text = await response.text();
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as EntryBody).id)).toEqual(
      (await items('/entries?order=oldest')).items.map(({ id }) => id),
    );
    expect(await (await ask('/entries.ndjson?outcome=refused')).text()).toHaveLength(
      lines.slice(4).join('\n').length + 1,
    );
  });

  it('exports under the same filter as a table and as events of OCSF, also by arrival', async () => {
    const csv = await (await ask('/entries.csv?outcome=refused')).text();
    expect(csv.trimEnd().split('\r\n')).toHaveLength(3);
    const ocsf = await (await ask('/entries.ocsf.ndjson?person=mona&after=0')).text();
    const events = ocsf
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { metadata: { sequence: number } });
    expect(events).toHaveLength(3);
    const last = events.at(-1)?.metadata.sequence;
    expect(await (await ask(`/entries.ocsf.ndjson?person=mona&after=${last}`)).text()).toBe('');
  });

  it('is polled by arrival, page by page', async () => {
    const first = await items('/entries?after=0&limit=4');
    const rest = await items(`/entries?after=0&limit=4&cursor=${first.next}`);
    expect([first.items.length, rest.items.length, rest.next]).toEqual([4, 2, null]);
    const numbers = [...first.items, ...rest.items].map((item) => (item as EntryBody & { sequence: number }).sequence);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect((await items(`/entries?after=${numbers.at(-1)}`)).items).toEqual([]);
  });

  it('shows the operator, on the internal listener alone, what belongs to no tenant, and a tenant’s', async () => {
    const operate = (path: string, bearer = OPERATOR) =>
      fetch(audit.service.internalUrl + path, { headers: { authorization: `Bearer ${bearer}` } });
    expect(await (await operate('/admin/entries')).json()).toEqual({ items: [], next: null });
    const ours = (await (await operate(`/admin/entries?tenantId=${TENANT}`)).json()) as { items: object[] };
    expect(ours.items).toHaveLength(6);
    const seen = async (tenant: string) =>
      (await operate(`/admin/entries?type=rollcall.GroupDeprovisioned&tenantId=${tenant}`)).status;
    expect([await seen(TENANT.toUpperCase()), await seen(NOBODY)]).toEqual([200, 404]);
    expect([(await operate('/admin/entries', token)).status, (await ask('/admin/entries', OPERATOR)).status]).toEqual([
      403, 404,
    ]);
  });

  it('tells no tenant from another', async () => {
    const nobody = await ask(`/entries/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`);
    const others = await ask(`/entries/${foreign.id}`);
    expect([nobody.status, others.status]).toEqual([404, 404]);
    const strip = ({ requestId: _id, ...rest }: Record<string, unknown>) => rest;
    expect(strip((await others.json()) as Record<string, unknown>)).toEqual(
      strip((await nobody.json()) as Record<string, unknown>),
    );
    expect((await ask('/entries', await audit.token(TENANT, 'rollcall:directory'))).status).toBe(401);
    expect((await fetch(`${audit.service.url}/entries`)).status).toBe(401);
    expect((await fetch(`${audit.service.url}/entries.ndjson`)).status).toBe(401);
  });

  it('counts its entries by time, the empty times included, and in all', async () => {
    const get = async (path: string, as?: string) => (await (await ask(path, as)).json()) as { items: object[] };
    const span = 'from=2026-11-24T09:59:00Z&to=2026-11-24T10:02:00Z';
    const { items: times, ...rest } = await get(`/entries/histogram?${span}&bucket=minute`);
    expect(rest).toEqual({ next: null });
    expect(times).toEqual([
      { from: '2026-11-24T09:59:00.000Z', to: '2026-11-24T10:00:00.000Z', accepted: 0, refused: 0, isExact: true },
      { from: '2026-11-24T10:00:00.000Z', to: '2026-11-24T10:01:00.000Z', accepted: 4, refused: 2, isExact: true },
      { from: '2026-11-24T10:01:00.000Z', to: '2026-11-24T10:02:00.000Z', accepted: 0, refused: 0, isExact: true },
    ]);
    const exactly = (count: number) => ({ count, isExact: true });
    const [first, newest] = ['2026-11-24T10:00:00.000Z', '2026-11-24T10:00:05.000Z'];
    expect(await get('/totals')).toEqual({ entries: exactly(6), refused: exactly(2), first, newest });
    const other = await audit.token(OTHER_TENANT);
    expect((await get(`/entries/histogram?${span}&bucket=day`, other)).items).toMatchObject([
      { accepted: 1, refused: 0 },
    ]);
    expect(await get('/totals', other)).toMatchObject({
      entries: exactly(1),
      refused: exactly(0),
      newest: foreign.time,
    });
    const nobody = await audit.token('0198c0de-0000-7000-8000-00000000000f');
    expect(await get('/totals', nobody)).toMatchObject({ entries: exactly(0), first: null, newest: null });
  });

  it.each([
    '?bucket=year',
    '?bucket=minute',
    '?from=2026-11-24T10:00:00Z&to=2026-11-23T10:00:00Z',
    '?limit=5',
    '?from=x',
  ])('refuses /entries/histogram%s', async (query) => {
    const answer = await ask(`/entries/histogram${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('describes itself', async () => {
    const response = await fetch(`${audit.service.url}/openapi.json`);
    const { paths } = (await response.json()) as { paths: Record<string, unknown> };
    expect(Object.keys(paths).toSorted()).toEqual([
      '/entries',
      '/entries.csv',
      '/entries.ndjson',
      '/entries.ocsf.ndjson',
      '/entries/histogram',
      '/entries/{id}',
      '/lag',
      '/parked',
      '/totals',
    ]);
    expect(JSON.stringify(paths['/entries'])).toContain('"name":"outcome"');
  });

  it('equals its rebuild, and is replaced by it under the running service', async () => {
    const options = {
      ownerUrl: audit.database.ownerUrl,
      writerUrl: audit.database.url('audit'),
      kafka: audit.kafka.settings,
    };
    const checked = await rebuild(AUDIT, { ...options, isCheck: true });
    expect(checked).toMatchObject({ isEqual: true, isSwapped: false, live: { rows: EVENTS.length } });
    const swapped = await rebuild(AUDIT, { ...options, isCheck: false });
    expect(swapped).toMatchObject({ isEqual: true, isSwapped: true });
    await audit.publish(userUpdated(4, { time: '2026-11-24T10:00:08.000Z' }));
    await recorded(EVENTS.length + 1);
    expect((await seconds('/entries'))[0]).toBe(8);
    const kept = await audit.owner.query(`select 1 from ${swapped.kept}.entries`);
    expect(kept.rows).toHaveLength(EVENTS.length);
  });

  it('lists what is parked to the operator, who decides by another role than the process has', async () => {
    await audit.publish(userUpdated(99, { time: '2026-11-24T10:00:09.000Z' }));
    const operate = async (path: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' };
      const answer = await fetch(`${audit.service.internalUrl}/admin/parked${path}`, { ...init, headers });
      return { status: answer.status, body: (await answer.json()) as { items: { id: string }[]; code: string } };
    };
    const parked = await eventually('it is parked', async () => (await operate('')).body.items[0]);
    expect(parked).toMatchObject({ kind: 'gap', because: 'version 99 came where 5 was expected' });
    for (const [verb, word] of Object.entries({ release: { why: 'seen' }, discard: { why: 'forged' } })) {
      const refused = await operate(`/${parked.id}/${verb}`, { method: 'POST', body: JSON.stringify(word) });
      expect([verb, refused.status, refused.body.code]).toEqual([verb, 403, 'not-permitted']);
    }
    expect((await operate('')).body.items).toHaveLength(1);
  });

  it('breaks an export visibly that it cannot finish', async () => {
    await audit.owner.query(`
      insert into entries (id, tenant_id, time, type, outcome, connection_id, changes, request_id)
      select uuidv7(), '${TENANT}', now(), 'rollcall.UserUpdated', 'accepted', 'c',
             json_build_array(json_build_object('path', 'title', 'before', null, 'after', repeat('x', 4000))), 'r'
        from generate_series(1, 5000)`);
    const response = await ask('/entries.ndjson');
    const body = response.body?.getReader();
    await body?.read();
    await audit.owner.query(`revoke select on entries from rollcall_audit_reader`);
    const drain = async (): Promise<void> => {
      for (;;) {
        const chunk = await body?.read();
        if (chunk === undefined || chunk.done) return;
      }
    };
    await expect(drain()).rejects.toThrow();
    await audit.owner.query(`grant select on entries to rollcall_audit_reader`);
    expect((await (await ask('/entries.ndjson')).text()).trimEnd().split('\n').length).toBeGreaterThan(5_000);
  });
});
