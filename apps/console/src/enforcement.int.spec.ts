import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../test/support/eventually.js';
import { Authenticator } from './authenticator.fixture.js';
import { emptyTables, type Browser } from './console.fixture.js';
import { whileHeld } from './held.fixture.js';
import { approvedBy, Visitor } from './visitor.fixture.js';
import { askingAs, beginAnew, OIDC, SAML, startSignOn, type SignOnConsole } from './sign-on.fixture.js';

const OTHER_TID = '0198c0de-7a11-4000-8000-00000000000b';

let signOn: SignOnConsole;
let console: SignOnConsole['console'];
let entra: SignOnConsole['entra'];
let administrator: Browser;
beforeAll(async () => {
  signOn = await startSignOn();
  ({ console, entra } = signOn);
});
afterAll(() => signOn?.stop());
beforeEach(async () => {
  administrator = await beginAnew(console);
});

const ask = (path: string, method = 'GET', body?: unknown, by = administrator) =>
  askingAs(console, by)(path, method, body);
const codeOf = async (...asked: Parameters<typeof ask>): Promise<unknown[]> => {
  const { status, body } = await ask(...asked);
  return status < 300 ? [status] : [status, body.code];
};
const forgetActs = (): Promise<void> => emptyTables(console.owner, 'outbox, outbox_unpublished');
const acts = async (): Promise<string[]> => (await console.acts()).map(({ act }) => act);

/** A test by the administrator, in a second window. @param roles that Entra gives whoever signs in there */
async function test(
  roles: readonly string[] = ['Rollcall.IdentityAdministrator'],
  by = administrator,
): Promise<string | null> {
  const window = new Visitor(console);
  const [, token = ''] = /\brollcall=([\w-]+)/.exec(by.cookie) ?? [];
  window.plant('rollcall', token);
  const { url } = await window.json('/api/sign-on/test', { method: 'oidc' });
  expect(new URL(String(url)).searchParams.get('prompt')).toBe('select_account');
  const answer = await window.follow(entra.authorize(String(url), { oid: randomUUID(), roles: [...roles] }));
  expect(window.cookie).toContain(`rollcall=${token}`);
  return answer.headers.get('location');
}

/** An account by a setup link, with its passkey. */
async function local(): Promise<{ visitor: Visitor; signIn: () => Promise<Response>; id: string }> {
  const { link } = (await (
    await console.as(administrator, '/api/setup-links', { method: 'POST', body: {} })
  ).json()) as {
    link: string;
  };
  const [secret, key, visitor] = [link.split('#')[1] ?? '', new Authenticator(), new Visitor(console)];
  await visitor.json('/api/setup/open', { secret });
  const { challenge } = await visitor.json('/api/setup/options', { secret, name: 'Lou' });
  expect(
    (await visitor.post('/api/setup/finish', { secret, name: 'Lou', response: key.register(String(challenge)) }))
      .status,
  ).toBe(204);
  const { account } = (await (await console.as(visitor.browser, '/api/session')).json()) as { account: { id: string } };
  const signIn = async (): Promise<Response> => {
    const asked = await visitor.json('/api/session/passkey/options', {});
    return visitor.post('/api/session/passkey', { response: key.sign(String(asked.challenge)) });
  };
  return { visitor, signIn, id: account.id };
}

describe('a test', () => {
  it('passes for whoever tests, changes no session, and is one entry', async () => {
    await ask('/oidc', 'PUT', { ...OIDC, on: false });
    expect(await test()).toBe('/sign-in?tested=oidc');
    const { oidc } = (await ask('')).body as { oidc: Record<string, unknown> };
    expect(oidc).toMatchObject({ testedAt: expect.any(String), testedBy: expect.any(String) });
    expect(await acts()).toEqual(['sign-ons.change', 'sign-ons.test']);
    expect((await console.owner.query(`select 1 from accounts where kind = 'oidc'`)).rows).toEqual([]);
  });

  it('does not pass without a role', async () => {
    await ask('/oidc', 'PUT', OIDC);
    expect(await test([])).toBe('/sign-in?refused=no-role&test=oidc');
    expect(((await ask('')).body.oidc as Record<string, unknown>).testedAt).toBeNull();
  });

  it('is forgotten when the settings change', async () => {
    await ask('/oidc', 'PUT', OIDC);
    await test();
    const { secret: _secret, ...bare } = OIDC;
    await ask('/oidc', 'PUT', bare);
    expect(((await ask('')).body.oidc as Record<string, unknown>).testedAt).not.toBeNull();
    await ask('/oidc', 'PUT', OIDC);
    expect(((await ask('')).body.oidc as Record<string, unknown>).testedAt).toBeNull();
  });

  it.each([
    ['app', 'app_id = gen_random_uuid()'],
    ['secret', 'secret = null'],
    ['cloud', `cloud = 'usgov'`],
  ])('says nothing of settings whose %s was changed before it is told', async (_what, change) => {
    await ask('/oidc', 'PUT', OIDC);
    const location = await whileHeld(console, {
      locking: 'update sign_on set employees = employees',
      work: () => test(),
      meanwhile: `update sign_on_methods set ${change}`,
    });
    expect(location).toBe('/sign-in?refused=not-valid&test=oidc&fault=settings-changed');
    expect(((await ask('')).body.oidc as Record<string, unknown>).testedAt).toBeNull();
    expect(await acts()).toEqual(['sign-ons.change']);
  });

  it('needs something to test', async () => {
    expect(await codeOf('/test', 'POST', { method: 'saml' })).toEqual([404, 'not-found']);
  });
});

describe('enforcement', () => {
  const enforce = (name = 'Contoso'): Promise<unknown[]> => codeOf('/enforce', 'POST', { name });
  const ready = async (roles?: readonly string[]): Promise<void> => {
    await ask('/oidc', 'PUT', OIDC);
    await test(roles);
  };

  const approved = (by: Visitor): Promise<string> =>
    approvedBy(by.browser, { console, asker: administrator, body: { act: 'sign-ons.enforce', reason: 'As agreed.' } });

  it('is shown first: who would lose access', async () => {
    const { id } = await local();
    const emergency = await local();
    await console.owner.query('update accounts set emergency = true where id = $1', [emergency.id]);
    expect((await ask('/preview')).body).toEqual({
      keep: 1,
      lose: [{ id, name: 'Lou', roles: ['identity-administrator'], kind: 'local' }],
      more: false,
      emergency: 1,
    });
  });

  it('ends the sessions of who loses access, and refuses their passkeys with words', async () => {
    const [lou, emergency] = [await local(), await local()];
    await console.owner.query('update accounts set emergency = true where id = $1', [emergency.id]);
    await ready();
    expect(await enforce()).toEqual([403, 'approval-required']);
    await approved(lou.visitor);
    expect(await enforce()).toEqual([204]);
    expect((await console.as(lou.visitor.browser, '/api/session')).status).toBe(401);
    const refused = await lou.signIn();
    expect([refused.status, await refused.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'single-sign-on', detail: expect.stringContaining('single sign-on') }),
    ]);
    expect((await console.as(emergency.visitor.browser, '/api/session')).status).toBe(200);
    expect((await emergency.signIn()).status).toBe(204);
    // Links of the demonstration stay good.
    expect((await console.as(await console.signIn('auditor'), '/api/session')).status).toBe(200);
    const { enforced } = (await ask('')).body as { enforced: { since: string; undoUntil: string } };
    expect(Date.parse(enforced.undoUntil) - Date.parse(enforced.since)).toBe(86_400_000);
    expect((await acts()).filter((act) => act === 'sign-ons.enforce')).toHaveLength(1);
  });

  it('makes whoever is signing in by a passkey at that moment wait, and refuses them', async () => {
    const lou = await local();
    await ask('/oidc', 'PUT', OIDC);
    const enforcing = new Client({ connectionString: console.database.ownerUrl });
    await enforcing.connect();
    try {
      await enforcing.query('begin');
      await enforcing.query('update sign_on set enforced_at = now(), enforced_by = gen_random_uuid()');
      const answer = lou.signIn();
      await eventually('it waits', async () => {
        const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return (await console.owner.query(waiting)).rowCount === 1;
      });
      await enforcing.query('commit');
      expect((await answer).status).toBe(401);
    } finally {
      await enforcing.end();
    }
  });

  it('keeps the session that enforces', async () => {
    const lou = await local();
    const by = lou.visitor.browser;
    await ask('/oidc', 'PUT', OIDC, by);
    await test(undefined, by);
    expect(await codeOf('/enforce', 'POST', { name: 'Contoso' }, by)).toEqual([204]);
    expect((await console.as(by, '/api/session')).status).toBe(200);
    // Entra may be what does not let them in: who enforced it undoes it without signing in anew.
    await console.owner.query(`update sessions set auth_time = now() - interval '1 hour'`);
    expect(await codeOf('/undo', 'POST', {}, administrator)).toEqual([403, 'step-up-required']);
    expect(await codeOf('/undo', 'POST', {}, by)).toEqual([204]);
    expect((await lou.signIn()).status).toBe(204);
  });

  it('wants a test of one’s own, within the hour, of a way that is on', async () => {
    await ask('/oidc', 'PUT', OIDC);
    expect(await enforce()).toEqual([409, 'test-first']);
    await test();
    await console.owner.query(`update sign_on_methods set tested_at = now() - interval '61 minutes'`);
    expect(await enforce()).toEqual([409, 'test-first']);
    await console.owner.query(`update sign_on_methods set tested_at = now(), is_on = false`);
    expect(await enforce()).toEqual([409, 'test-first']);
    await console.owner.query(`update sign_on_methods set is_on = true, tested_by = gen_random_uuid()`);
    expect(await enforce()).toEqual([409, 'test-first']);
  });

  it('wants somebody who could undo it', async () => {
    await ready(['Rollcall.Auditor']);
    expect(await enforce()).toEqual([409, 'no-way-back']);
    const { id, visitor } = await local();
    await console.owner.query('update accounts set emergency = true where id = $1', [id]);
    await approved(visitor);
    expect(await enforce()).toEqual([204]);
  });

  it('wants the name of the tenant', async () => {
    await ready();
    expect(await enforce('contoso')).toEqual([400, 'name-differs']);
    expect(await enforce()).toEqual([204]);
    expect(await enforce()).toEqual([409, 'enforced-already']);
  });

  it('uses the approval with the enforcement, or neither', async () => {
    const lou = await local();
    await ask('/oidc', 'PUT', OIDC);
    await approved(lou.visitor);
    expect(await enforce()).toEqual([409, 'test-first']);
    await test();
    await forgetActs();
    const both = await Promise.all([enforce(), enforce()]);
    expect(both.map(String).toSorted()).toEqual(['204', '409,enforced-already']);
    const told = (await console.acts()).map(({ act, changes }) => [act, changes.at(-1)?.path, changes.at(-1)?.after]);
    expect(told).toEqual([
      ['approvals.use', 'approvedBy', lou.id],
      ['sign-ons.enforce', 'approvedBy', lou.id],
    ]);
    await ask('/undo', 'POST', {});
    expect(await enforce()).toEqual([403, 'approval-required']);
  });

  it.each<[string, string, string, object | undefined]>([
    ['another tenant of Entra', '/oidc', 'PUT', { ...OIDC, tenantId: OTHER_TID }],
    ['another app', '/oidc', 'PUT', { ...OIDC, clientId: OTHER_TID }],
    ['another cloud', '/oidc', 'PUT', { ...OIDC, cloud: 'usgov' }],
    ['a method that is off', '/oidc', 'PUT', { ...OIDC, on: false }],
    ['a method that is gone', '/oidc', 'DELETE', undefined],
    ['one more method', '/saml', 'PUT', SAML],
  ])('is approved for the settings as they are: by %s it is declined', async (_what, path, method, body) => {
    const lou = await local();
    const mia = await local();
    await ready();
    await approved(lou.visitor);
    const wants = { act: 'sign-ons.enforce', reason: 'As agreed.' };
    await console.as(mia.visitor.browser, '/api/approvals', { method: 'POST', body: wants });
    await forgetActs();
    expect(await codeOf(path, method, body)).toEqual([204]);
    const { items } = (await (await console.as(administrator, '/api/approvals')).json()) as { items: object[] };
    expect(items).toMatchObject([
      { state: 'declined', decidedBy: null },
      { state: 'declined', decidedBy: null },
    ]);
    const told = (await console.acts()).filter(({ act }) => act === 'approvals.decline');
    expect(told.map(({ changes }) => changes.at(-1)?.after)).toEqual(['settings changed', 'settings changed']);
    expect(told.map(({ changes }) => changes.at(-2)?.after)).toContain(mia.id);
  });

  it('is not done with the Entra of whoever has it approved with the company’s', async () => {
    const lou = await local();
    await ready();
    await approved(lou.visitor);
    await ask('/oidc', 'PUT', { ...OIDC, tenantId: OTHER_TID });
    await console.owner.query(`update sign_on_methods set tested_at = now(), tested_by = tested.id,
      tested_roles = '{identity-administrator}' from accounts tested where tested.kind = 'demonstration'`);
    expect(await enforce()).toEqual([403, 'approval-required']);
  });

  it('stays approved where what lets people in stays the same, also with another secret', async () => {
    const lou = await local();
    await ready();
    await approved(lou.visitor);
    await ask('', 'PATCH', { employees: true });
    await ask('/oidc', 'PUT', OIDC);
    await test();
    expect(await enforce()).toEqual([204]);
  });

  it('keeps the tenant of Entra, its cloud and the app of the one way that is on', async () => {
    await ready();
    await enforce();
    for (const other of [{ tenantId: OTHER_TID }, { cloud: 'usgov' }, { clientId: OTHER_TID }]) {
      expect(await codeOf('/oidc', 'PUT', { ...OIDC, ...other })).toEqual([409, 'enforced']);
    }
    expect(await codeOf('/oidc', 'PUT', OIDC)).toEqual([204]);
  });

  it('lets no other tenant of Entra in beside, for the first to be turned off', async () => {
    await ready();
    await enforce();
    const other = { ...SAML, tenantId: OTHER_TID };
    expect(await codeOf('/saml', 'PUT', other)).toEqual([409, 'enforced']);
    expect(await codeOf('/saml', 'PUT', { ...SAML, cloud: 'usgov' })).toEqual([409, 'enforced']);
    expect(await codeOf('/saml', 'PUT', { ...other, on: false })).toEqual([204]);
    expect(await codeOf('/saml', 'PUT', other)).toEqual([409, 'enforced']);
    expect(await codeOf('/saml', 'PUT', SAML)).toEqual([204]);
    expect(await codeOf('/oidc', 'PUT', { ...OIDC, clientId: OTHER_TID })).toEqual([204]);
  });

  it('keeps one way on', async () => {
    await ready();
    await enforce();
    expect(await codeOf('/oidc', 'DELETE')).toEqual([409, 'enforced']);
    expect(await codeOf('/oidc', 'PUT', { ...OIDC, on: false })).toEqual([409, 'enforced']);
    await ask('/saml', 'PUT', SAML);
    expect(await codeOf('/oidc', 'DELETE')).toEqual([204]);
    expect(await codeOf('/saml', 'DELETE')).toEqual([409, 'enforced']);
  });

  it('is undone for a day as it is, and then by the name', async () => {
    expect(await codeOf('/undo', 'POST', {})).toEqual([409, 'not-enforced']);
    await ready();
    await enforce();
    await console.owner.query(`update sign_on set enforced_at = now() - interval '25 hours'`);
    expect(await codeOf('/undo', 'POST', {})).toEqual([409, 'undo-over']);
    expect(await codeOf('/undo', 'POST', { name: 'x' })).toEqual([400, 'name-differs']);
    expect(await codeOf('/undo', 'POST', { name: 'Contoso' })).toEqual([204]);
    expect((await ask('')).body.enforced).toBeNull();
    expect((await acts()).filter((act) => act === 'sign-ons.undo')).toHaveLength(1);
  });

  it('does not shut out whom a setup link has just brought', async () => {
    await ready();
    await enforce();
    const lou = await local();
    expect((await console.as(lou.visitor.browser, '/api/session')).status).toBe(200);
  });
});
