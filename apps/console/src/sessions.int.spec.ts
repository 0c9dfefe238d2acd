import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { INSTALLATION } from '#contracts';
import { emptyTables, OTHER_TENANT, TENANT, TestConsole } from './console.fixture.js';
import { whileHeld } from './held.fixture.js';
import type { SessionView } from './http/session-schemas.js';
import { MOST_SESSIONS } from './sessions/session.js';

let console: TestConsole;
beforeAll(async () => {
  console = await TestConsole.start();
});
afterAll(() => console?.stop());
beforeEach(async () => {
  await emptyTables(console.owner, 'accounts, sessions, outbox, outbox_unpublished cascade');
});

const statusOf = async (browser: { cookie: string; csrf: string }): Promise<number> =>
  (await console.as(browser, '/api/session')).status;

describe('a link of the demonstration', () => {
  it('signs in, and the page is told who', async () => {
    const browser = await console.signIn('auditor');
    const answer = await console.as(browser, '/api/session');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      account: { id: expect.any(String), name: expect.any(String) },
      tenant: { id: TENANT },
      roles: ['auditor'],
      csrf: browser.csrf,
      locale: null,
      theme: null,
      authTime: expect.any(String),
      expiresAt: expect.any(String),
    });
  });

  it('is one entry each time, of the account and from where', async () => {
    await console.signIn('auditor');
    await console.signIn('auditor');
    const acts = await console.acts();
    expect(acts.map(({ act, tenantId }) => [act, tenantId])).toEqual([
      ['sessions.begin', TENANT],
      ['sessions.begin', TENANT],
    ]);
    const { rows } = await console.owner.query('select id from accounts');
    expect(acts[0]).toMatchObject({
      actor: { type: 'account', name: rows[0].id, address: '127.0.0.0/24' },
      object: { type: 'session' },
      changes: [
        { path: 'methods', after: 'demo' },
        { path: 'roles', after: 'auditor' },
      ],
    });
    expect(rows).toHaveLength(1);
  });

  it('of an operator belongs to the installation', async () => {
    const browser = await console.signIn('operator');
    expect(await (await console.as(browser, '/api/session')).json()).toMatchObject({
      tenant: null,
      roles: ['operator'],
    });
    expect((await console.acts()).map(({ tenantId }) => tenantId)).toEqual([INSTALLATION]);
  });

  it.each([
    ['one of another key', () => `auditor.${TENANT}.${'A'.repeat(43)}`],
    ['one with another tenant', () => console.secret('auditor').replace(TENANT, OTHER_TENANT)],
    ['one with another role', () => console.secret('auditor').replace('auditor', 'administrator')],
    ['one with something behind', () => `${console.secret('auditor')}.x`],
    ['nothing of the kind', () => 'x'],
  ])('does not: %s', async (_what, secret) => {
    const answer = await console.ask('/api/session/demo', { method: 'POST', body: { secret: secret() } });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
    expect(await answer.json()).toMatchObject({ code: 'link-not-valid' });
    expect(await console.acts()).toEqual([]);
  });

  it('lets nobody in where no start of a demonstration gave its key', async () => {
    const elsewhere = await console.addReplica({ DEMONSTRATION_KEY: '' });
    const body = { secret: console.secret('operator') };
    expect((await console.ask('/api/session/demo', { method: 'POST', body }, elsewhere.url)).status).toBe(401);
  });
});

describe('the cookie', () => {
  it('is for http alone, for its own site, and not Secure on plain http and loopback', async () => {
    const answer = await console.ask('/api/session/demo', {
      method: 'POST',
      body: { secret: console.secret('people') },
    });
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^rollcall=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  it('is Secure and bound to the host everywhere else', async () => {
    const elsewhere = await console.addReplica({ CONSOLE_URL: 'https://console.example', DEMONSTRATION_KEY: '' });
    const { cookie, csrf } = await console.signIn('people');
    const token = cookie.split('=')[1] ?? '';
    const outside = { cookie: `__Host-rollcall=${token}`, csrf };
    expect((await console.as(outside, '/api/session', {}, elsewhere.url)).status).toBe(200);
    expect((await console.as({ cookie, csrf }, '/api/session', {}, elsewhere.url)).status).toBe(401);
    const ended = await console.as(outside, '/api/session', { method: 'DELETE' }, elsewhere.url);
    expect(ended.headers.getSetCookie()).toEqual([
      '__Host-rollcall=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
    ]);
    expect(ended.headers.get('strict-transport-security')).toContain('max-age=31536000');
  });

  it('that comes twice is none', async () => {
    const { cookie, csrf } = await console.signIn('people');
    expect(await statusOf({ cookie: `rollcall=${'A'.repeat(43)}; ${cookie}`, csrf })).toBe(401);
  });
});

describe('a session', () => {
  it('is stored by a hash: what the database has lets nobody in', async () => {
    const { cookie } = await console.signIn('auditor');
    const { rows } = await console.owner.query('select * from sessions');
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
    expect(rows[0].token_hash).toHaveLength(32);
  });

  it('has a new id at each sign-in, and the one that the browser came with ends', async () => {
    const first = await console.signIn('auditor');
    const second = await console.signIn('auditor', undefined, first.cookie);
    expect(second.cookie).not.toBe(first.cookie);
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
    const acts = (await console.acts()).map(({ act }) => act);
    expect(acts).toEqual(['sessions.begin', 'sessions.end', 'sessions.begin']);
  });

  it('begins anew while somebody ends all that the account has', async () => {
    const first = await console.signIn('auditor');
    const second = await whileHeld(console, {
      locking: 'select from accounts for update',
      work: () => console.signIn('auditor', undefined, first.cookie),
      meanwhile: 'delete from sessions',
    });
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
  });

  it('is not taken over from who planted an id', async () => {
    const planted = `rollcall=${'B'.repeat(43)}`;
    const browser = await console.signIn('auditor', undefined, planted);
    expect(browser.cookie).not.toBe(planted);
    expect(await statusOf({ ...browser, cookie: planted })).toBe(401);
  });

  it('ends for both replicas when it is signed out of, by one entry', async () => {
    const beside = await console.addReplica();
    const browser = await console.signIn('auditor');
    expect((await console.as(browser, '/api/session', {}, beside.url)).status).toBe(200);
    expect((await console.as(browser, '/api/session', { method: 'DELETE' }, beside.url)).status).toBe(200);
    expect(await statusOf(browser)).toBe(401);
    expect((await console.acts()).map(({ act }) => act)).toEqual(['sessions.begin', 'sessions.end']);
  });

  it.each([
    ['half an hour without a request', `update sessions set seen_at = now() - interval '31 minutes'`],
    ['eight hours', `update sessions set ends_at = now()`],
  ])('ends after %s', async (_when, statement) => {
    const browser = await console.signIn('auditor');
    await console.owner.query(statement);
    expect(await statusOf(browser)).toBe(401);
  });

  it('goes on while it is used', async () => {
    const browser = await console.signIn('auditor');
    await console.owner.query(`update sessions set seen_at = now() - interval '29 minutes'`);
    expect(await statusOf(browser)).toBe(200);
    const { rows } = await console.owner.query(`select 1 from sessions where seen_at > now() - interval '1 minute'`);
    expect(rows).toHaveLength(1);
  });

  it('does not go on by what an open page asks by itself, unless that is a write', async () => {
    const browser = await console.signIn('auditor');
    await console.owner.query(`update sessions set seen_at = now() - interval '29 minutes'`);
    const headers = { 'x-unattended': '1' };
    const used = async (): Promise<number | null> =>
      (await console.owner.query(`select 1 from sessions where seen_at > now() - interval '1 minute'`)).rowCount;
    expect((await console.as(browser, '/api/session', { headers })).status).toBe(200);
    expect(await used()).toBe(0);
    const write = { method: 'PATCH', body: { theme: 'dark' }, headers };
    expect((await console.as(browser, '/api/session', write)).status).toBe(200);
    expect(await used()).toBe(1);
  });

  it('says in how long it ends, unused and anyway, which to ask of an open page does not put off', async () => {
    const browser = await console.signIn('auditor');
    await console.owner.query(
      `update sessions set seen_at = now() - interval '28 minutes', ends_at = now() + interval '1 hour'`,
    );
    const endsIn = async (headers: Record<string, string>) =>
      ((await (await console.as(browser, '/api/session', { headers })).json()) as SessionView).endsIn;
    for (let asked = 0; asked < 2; asked += 1) {
      const { unused, anyway } = await endsIn({ 'x-unattended': '1' });
      expect([Math.ceil(unused / 60), Math.ceil(anyway / 60)]).toEqual([2, 60]);
    }
    expect(Math.ceil((await endsIn({})).unused / 60)).toBe(30);
  });

  it(`is one of ${MOST_SESSIONS} of an account at most: the oldest makes room`, async () => {
    const first = await console.signIn('auditor');
    for (let at = 0; at < MOST_SESSIONS; at += 1) await console.signIn('auditor');
    const { rows } = await console.owner.query('select count(*)::int as count from sessions');
    expect([rows[0].count, await statusOf(first)]).toEqual([MOST_SESSIONS, 401]);
  });

  it('makes room for another one, though its own person said long ago at Entra who they are', async () => {
    const first = await console.signIn('auditor');
    for (let at = 2; at < MOST_SESSIONS; at += 1) await console.signIn('auditor');
    const newest = await console.signIn('auditor');
    await console.owner.query(
      `update sessions set auth_time = auth_time - interval '1 day' where id = (select id from sessions order by id desc limit 1)`,
    );
    await console.signIn('auditor');
    expect([await statusOf(newest), await statusOf(first)]).toEqual([200, 401]);
  });

  it('remembers locale and theme for the account', async () => {
    const browser = await console.signIn('auditor');
    const asked = { method: 'PATCH', body: { locale: 'de' } };
    expect((await console.as(browser, '/api/session', asked)).status).toBe(200);
    expect((await console.as(browser, '/api/session', { method: 'PATCH', body: { theme: 'dark' } })).status).toBe(200);
    const again = await console.signIn('auditor');
    expect(await (await console.as(again, '/api/session')).json()).toMatchObject({ locale: 'de', theme: 'dark' });
    const wrong = await console.as(browser, '/api/session', { method: 'PATCH', body: { theme: 'pink' } });
    expect(await wrong.json()).toMatchObject({ status: 400, member: 'theme' });
  });
});

describe('the role of the console', () => {
  it('sees accounts and sessions of one tenant at a time', async () => {
    await console.signIn('auditor');
    await console.signIn('auditor', OTHER_TENANT);
    const { default: pg } = await import('pg');
    const role = new pg.Client({ connectionString: console.database.url('console') });
    await role.connect();
    try {
      expect((await role.query('select * from accounts')).rows).toEqual([]);
      await role.query(`select set_config('rollcall.tenant', $1, false)`, [TENANT]);
      for (const table of ['accounts', 'sessions']) {
        const { rows } = await role.query(`select tenant_id from ${table}`);
        expect(rows).toEqual([{ tenant_id: TENANT }]);
      }
    } finally {
      await role.end();
    }
  });
});

it('nothing personal and no secret stands in the log', async () => {
  const { cookie } = await console.signIn('auditor');
  const said = console.lines.join('');
  expect(said).toContain('/api/session/demo');
  for (const secret of [cookie.split('=')[1] ?? '', console.secret('auditor'), 'Otto'])
    expect(said).not.toContain(secret);
});
