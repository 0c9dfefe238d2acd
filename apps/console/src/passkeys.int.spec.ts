import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { INSTALLATION } from '#contracts';
import { projectRoot } from '../../../deploy/local/parts/project-root.js';
import { Authenticator, type Circumstances } from './authenticator.fixture.js';
import { emptyTables, OTHER_TENANT, TENANT, TestConsole, type Browser } from './console.fixture.js';
import { whileHeld } from './held.fixture.js';
import { csrfOf } from './sessions/session.js';

let console: TestConsole;
beforeAll(async () => {
  console = await TestConsole.start();
});
afterAll(() => console?.stop());
beforeEach(async () => {
  await emptyTables(console.owner, 'accounts, sessions, setup_links, passkeys, outbox, outbox_unpublished cascade');
});

/** A browser before anybody has signed in: it keeps what it is given. */
class Visitor {
  readonly #jar = new Map<string, string>();

  constructor(readonly url: string = console.service.url) {}

  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  get browser(): Browser {
    const token = this.#jar.get('rollcall') ?? '';
    return { cookie: `rollcall=${token}`, csrf: csrfOf(token) };
  }

  async post(path: string, body: unknown): Promise<Response> {
    const answer = await console.ask(path, { method: 'POST', body, headers: { cookie: this.cookie } }, this.url);
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';')[0]?.split('=') ?? [];
      this.#jar.set(name, value);
    }
    return answer;
  }

  async setUp(secret: string, key: Authenticator, how?: Circumstances): Promise<Response> {
    await this.post('/api/setup/open', { secret });
    const options = (await (await this.post('/api/setup/options', { secret, name: 'Ada' })).json()) as Options;
    return this.post('/api/setup/finish', { secret, name: 'Ada', response: key.register(options.challenge, how) });
  }

  async challenge(): Promise<string> {
    return ((await (await this.post('/api/session/passkey/options', {})).json()) as Options).challenge;
  }

  async signIn(key: Authenticator, how?: Circumstances): Promise<Response> {
    return this.post('/api/session/passkey', { response: key.sign(await this.challenge(), how) });
  }
}

interface Options {
  readonly challenge: string;
}

async function issue(
  by: Browser,
  body: object = {},
): Promise<{ status: number; secret: string; body: { code?: string } }> {
  const answer = await console.as(by, '/api/setup-links', { method: 'POST', body });
  const given = (await answer.json()) as { link?: string; code?: string };
  return { status: answer.status, secret: given.link?.split('#')[1] ?? '', body: given };
}

const first = async (): Promise<string> => (await issue(await console.signIn('operator'), { tenantId: TENANT })).secret;

describe('a setup link', () => {
  it('of the operator makes the first identity administrator of a tenant', async () => {
    const visitor = new Visitor();
    const secret = await first();
    const opened = await visitor.post('/api/setup/open', { secret });
    expect(await opened.json()).toMatchObject({ roles: ['identity-administrator'], expiresAt: expect.any(String) });
    expect((await visitor.setUp(secret, new Authenticator())).status).toBe(204);
    expect(await (await console.as(visitor.browser, '/api/session')).json()).toMatchObject({
      account: { name: 'Ada' },
      tenant: { id: TENANT },
      roles: ['identity-administrator'],
    });
    const operator = await console.signIn('operator');
    expect((await issue(operator, { tenantId: TENANT })).body.code).toBe('has-administrator');
    expect((await issue(operator, { tenantId: OTHER_TENANT })).status).toBe(201);
  });

  it('is one entry when it is made, and one when it is used', async () => {
    await new Visitor().setUp(await first(), new Authenticator());
    const acts = (await console.acts()).map(({ act, tenantId }) => `${act} ${tenantId === TENANT ? 'tenant' : 'none'}`);
    expect(acts).toEqual([
      'sessions.begin none',
      'setup-links.issue tenant',
      'setup-links.use tenant',
      'sessions.begin tenant',
    ]);
  });

  it('ends the session that its browser had, by one entry', async () => {
    const secret = await first();
    const visitor = new Visitor();
    await visitor.post('/api/session/demo', { secret: console.secret('auditor') });
    const before = visitor.browser;
    expect((await visitor.setUp(secret, new Authenticator())).status).toBe(204);
    expect((await console.as(before, '/api/session')).status).toBe(401);
    expect((await console.as(visitor.browser, '/api/session')).status).toBe(200);
    const ended = (await console.acts()).filter(({ act }) => act === 'sessions.end');
    expect(ended.map(({ changes }) => changes)).toMatchObject([[{ path: 'because', after: 'replaced' }]]);
  });

  it('is kept by a hash, and used once', async () => {
    const secret = await first();
    const { rows } = await console.owner.query('select * from setup_links');
    expect(JSON.stringify(rows)).not.toContain(secret);
    const visitor = new Visitor();
    expect((await visitor.setUp(secret, new Authenticator())).status).toBe(204);
    const again = await visitor.post('/api/setup/open', { secret });
    expect([again.status, await again.json()]).toEqual([401, expect.objectContaining({ code: 'link-not-valid' })]);
  });

  it('is the first browser’s that makes a passkey by it', async () => {
    const secret = await first();
    const [one, other] = [new Visitor(), new Visitor()];
    await one.post('/api/setup/options', { secret, name: 'Ada' });
    for (const path of ['open', 'options'])
      expect(
        (await other.post(`/api/setup/${path}`, { secret, ...(path === 'options' && { name: 'Bea' }) })).status,
      ).toBe(401);
    expect((await one.post('/api/setup/open', { secret })).status).toBe(200);
    expect((await one.setUp(secret, new Authenticator())).status).toBe(204);
  });

  it('is not used by being opened, which whatever looks through mails does, too', async () => {
    const secret = await first();
    const { rows: before } = await console.owner.query('select * from setup_links');
    for (const scanner of [new Visitor(), new Visitor()])
      expect((await scanner.post('/api/setup/open', { secret })).status).toBe(200);
    expect((await console.owner.query('select * from setup_links')).rows).toEqual(before);
    expect((await new Visitor().setUp(secret, new Authenticator())).status).toBe(204);
  });

  it('ends after 72 hours', async () => {
    const secret = await first();
    await console.owner.query(`update setup_links set expires_at = now()`);
    expect((await new Visitor().post('/api/setup/open', { secret })).status).toBe(401);
  });

  it('makes one account where two use it at once, at two replicas', async () => {
    const secret = await first();
    const [visitor, url] = [new Visitor(), (await console.addReplica()).url];
    await visitor.post('/api/setup/options', { secret, name: 'A' });
    const asked = await Promise.all(
      [console.service.url, url].map(async (at) => {
        const headers = { cookie: visitor.cookie };
        const options = await console.ask(
          '/api/setup/options',
          { method: 'POST', body: { secret, name: 'A' }, headers },
          at,
        );
        const response = new Authenticator().register(((await options.json()) as Options).challenge);
        return { at, headers, body: { secret, name: 'A', response } };
      }),
    );
    const statuses = await Promise.all(
      asked.map(async ({ at, headers, body }) => {
        return (await console.ask('/api/setup/finish', { method: 'POST', body, headers }, at)).status;
      }),
    );
    expect(statuses.sort()).toEqual([204, 401]);
    const { rows } = await console.owner.query(`select 1 from accounts where kind = 'local'`);
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['of another site', { origin: 'http://evil.example' }],
    ['for another name', { name: 'evil.example' }],
    ['of nobody who was verified', { isVerified: false }],
  ])('takes no passkey %s', async (_what, how) => {
    const visitor = new Visitor();
    const secret = await first();
    expect((await visitor.setUp(secret, new Authenticator(), how)).status).toBe(400);
    expect((await visitor.setUp(secret, new Authenticator())).status).toBe(204);
  });

  it('is made by an identity administrator for the tenant’s other people, soon after signing in', async () => {
    const administrator = await console.signIn('administrator');
    expect((await issue(administrator, { roles: ['people', 'auditor'] })).status).toBe(201);
    const list = (await (await console.as(administrator, '/api/setup-links')).json()) as { items: { id: string }[] };
    expect(list.items).toMatchObject([{ roles: ['auditor', 'people'], isBegun: false }]);
    const [{ id } = { id: '' }] = list.items;
    expect((await console.as(administrator, `/api/setup-links/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await console.as(administrator, `/api/setup-links/${id}`, { method: 'DELETE' })).status).toBe(404);
    await console.owner.query(`update sessions set auth_time = now() - interval '6 minutes'`);
    expect((await issue(administrator)).body).toMatchObject({ status: 403, code: 'step-up-required' });
  });

  it('brings nobody back whose account was deleted before they were signed in', async () => {
    await console.owner.query('insert into sign_on (tenant_id) values ($1) on conflict do nothing', [TENANT]);
    const [visitor, secret] = [new Visitor(), await first()];
    const answer = await whileHeld(console, {
      locking: 'update sign_on set employees = employees',
      work: () => visitor.setUp(secret, new Authenticator()),
      meanwhile: `delete from accounts where kind = 'local'`,
    });
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ code: 'link-not-valid' })]);
    expect((await console.owner.query(`select 1 from accounts where kind = 'local'`)).rows).toEqual([]);
  });

  it('of the command makes an operator, and is an entry', async () => {
    const entry = join(projectRoot(), 'dist/apps/console/src/setup-link.js');
    const { DATABASE_URL = '', CONSOLE_URL = '' } = console.settings;
    const { stdout } = await promisify(execFile)(process.execPath, [entry, 'operator', '--who', 'Grace'], {
      env: { PATH: process.env.PATH, DATABASE_URL, CONSOLE_URL },
    });
    const visitor = new Visitor();
    expect((await visitor.setUp(stdout.trim().split('#')[1] ?? '', new Authenticator())).status).toBe(204);
    const session = await (await console.as(visitor.browser, '/api/session')).json();
    expect(session).toMatchObject({ tenant: null, roles: ['operator'] });
    expect((await console.acts())[0]).toMatchObject({
      act: 'setup-links.issue',
      tenantId: INSTALLATION,
      actor: { type: 'operator', name: 'Grace' },
    });
  });

  it.each([
    ['an auditor', 'auditor', {}, 403],
    ['a people manager', 'people', {}, 403],
    ['an administrator of another tenant', 'administrator', { tenantId: OTHER_TENANT }, 400],
    ['an operator who names no tenant', 'operator', {}, 400],
    ['an administrator who would make an operator', 'administrator', { roles: ['operator'] }, 400],
  ] as const)('is not made by %s', async (_who, as, body, status) => {
    expect((await issue(await console.signIn(as), body)).status).toBe(status);
  });
});

describe('a passkey', () => {
  let key: Authenticator;
  beforeEach(async () => {
    key = new Authenticator();
    await new Visitor().setUp(await first(), key);
  });

  it('signs in, at any replica, as the account that it is of', async () => {
    const visitor = new Visitor((await console.addReplica()).url);
    expect((await visitor.signIn(key)).status).toBe(204);
    const session = await (await console.as(visitor.browser, '/api/session')).json();
    expect(session).toMatchObject({ account: { name: 'Ada' }, tenant: { id: TENANT } });
    const { rows } = await console.owner.query(`select 1 from accounts where kind = 'local'`);
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['of another site', { origin: 'http://evil.example' }],
    ['for another name', { name: 'evil.example' }],
    ['of nobody who was verified', { isVerified: false }],
    ['whose counter goes back', { counter: 0 }],
  ])('does not sign in: %s', async (_what, how) => {
    await new Visitor().signIn(key);
    const answer = await new Visitor().signIn(key, how);
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ code: 'passkey-not-taken' })]);
  });

  it('lets in with the roles that the account has by then', async () => {
    const visitor = new Visitor();
    const answer = await whileHeld(console, {
      locking: `update accounts set roles = '{auditor}' where kind = 'local'`,
      work: () => visitor.signIn(key),
    });
    expect(answer.status).toBe(204);
    expect(await (await console.as(visitor.browser, '/api/session')).json()).toMatchObject({ roles: ['auditor'] });
    const told = (await console.acts()).at(-1);
    expect([told?.act, told?.changes.at(-1)?.after]).toEqual(['sessions.begin', 'auditor']);
  });

  it('does not bring back an account that is deleted meanwhile', async () => {
    const answer = await whileHeld(console, {
      locking: `select 1 from accounts where kind = 'local' for update`,
      work: () => new Visitor().signIn(key),
      meanwhile: `delete from accounts where kind = 'local'`,
    });
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ code: 'passkey-not-taken' })]);
    expect((await console.owner.query(`select 1 from accounts where kind = 'local'`)).rows).toEqual([]);
  });

  it('that nobody knows is answered as one that does not fit', async () => {
    const [unknown, unfit] = [
      await new Visitor().signIn(new Authenticator()),
      await new Visitor().signIn(key, { name: 'x' }),
    ];
    const [one, other] = [await unknown.json(), await unfit.json()] as [{ requestId: string }, { requestId: string }];
    expect({ ...one, requestId: '' }).toEqual({ ...other, requestId: '' });
  });

  it('answers a challenge once, at two replicas at the same time', async () => {
    const visitor = new Visitor();
    const response = key.sign(await visitor.challenge());
    const [beside, headers] = [await console.addReplica(), { cookie: visitor.cookie }];
    const statuses = await Promise.all(
      [console.service.url, beside.url].map(async (url) => {
        return (await console.ask('/api/session/passkey', { method: 'POST', body: { response }, headers }, url)).status;
      }),
    );
    expect(statuses.sort()).toEqual([204, 401]);
  });

  it('answers a challenge of its own browser, for signing in', async () => {
    const [visitor, other] = [new Visitor(), new Visitor()];
    const response = key.sign(await visitor.challenge());
    await other.challenge();
    expect((await other.post('/api/session/passkey', { response })).status).toBe(401);
    const secret = (await issue(await console.signIn('administrator'))).secret;
    await other.post('/api/setup/open', { secret });
    const options = (await (await other.post('/api/setup/options', { secret, name: 'B' })).json()) as Options;
    expect((await other.post('/api/session/passkey', { response: key.sign(options.challenge) })).status).toBe(401);
  });
});
