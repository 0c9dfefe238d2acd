import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { Authenticator } from './authenticator.fixture.js';
import { emptyTables, OTHER_TENANT, TestConsole } from './console.fixture.js';
import { MOST_PASSKEYS } from './storage/own-store.js';
import { localAccount, Visitor } from './visitor.fixture.js';

let console: TestConsole;
beforeAll(async () => {
  console = await TestConsole.start();
});
afterAll(() => console?.stop());
beforeEach(async () => {
  await emptyTables(console.owner, 'accounts, sessions, setup_links, passkeys, outbox, outbox_unpublished cascade');
});

interface Listed {
  readonly items: readonly { readonly id: string; readonly isThis: boolean }[];
}

const acts = async (): Promise<readonly string[]> => (await console.acts()).map(({ act }) => act);
const forgetActs = (): Promise<void> => emptyTables(console.owner, 'outbox, outbox_unpublished');
const stale = () => console.owner.query(`update sessions set auth_time = now() - interval '6 minutes'`);

describe('sessions of one’s own', () => {
  const listOf = async (browser: { cookie: string; csrf: string }): Promise<Listed['items']> =>
    ((await (await console.as(browser, '/api/session/all')).json()) as Listed).items;

  it('are listed, and this one is known', async () => {
    const [here, there] = [await console.signIn('auditor'), await console.signIn('auditor')];
    await console.signIn('administrator');
    const [items, theirs] = [await listOf(here), await listOf(there)];
    expect(items).toHaveLength(2);
    expect(items.map(({ isThis }) => isThis).toSorted()).toEqual([false, true]);
    expect(items[0]).toMatchObject({
      methods: ['demo'],
      address: '127.0.0.0/24',
      authTime: expect.any(String),
      seenAt: expect.any(String),
      endsAt: expect.any(String),
    });
    expect(theirs.find(({ isThis }) => isThis)?.id).not.toBe(items.find(({ isThis }) => isThis)?.id);
  });

  it('end one by one, or all others, each time by one entry', async () => {
    const [here, one, other] = [
      await console.signIn('auditor'),
      await console.signIn('auditor'),
      await console.signIn('auditor'),
    ];
    const id = (await listOf(one)).find(({ isThis }) => isThis)?.id;
    await forgetActs();
    expect((await console.as(here, `/api/session/all/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await console.as(one, '/api/session')).status).toBe(401);
    expect((await console.as(here, `/api/session/all/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await console.as(here, '/api/session/all', { method: 'DELETE' })).status).toBe(204);
    expect((await console.as(other, '/api/session')).status).toBe(401);
    expect((await console.as(here, '/api/session')).status).toBe(200);
    expect(await acts()).toEqual(['sessions.end', 'sessions.end']);
  });

  it('are nobody else’s, and this one is signed out elsewhere', async () => {
    const [mine, colleague, foreign] = [
      await console.signIn('auditor'),
      await console.signIn('people'),
      await console.signIn('auditor', OTHER_TENANT),
    ];
    for (const browser of [colleague, foreign]) {
      const id = (await listOf(browser))[0]?.id;
      expect((await console.as(mine, `/api/session/all/${id}`, { method: 'DELETE' })).status).toBe(404);
      expect((await console.as(browser, '/api/session')).status).toBe(200);
    }
    const own = (await listOf(mine))[0]?.id;
    const answer = await console.as(mine, `/api/session/all/${own}`, { method: 'DELETE' });
    expect([answer.status, await answer.json()]).toEqual([409, expect.objectContaining({ code: 'this-session' })]);
  });
});

describe('passkeys of one’s own', () => {
  async function add(visitor: Visitor, key = new Authenticator()): Promise<Response> {
    const options = (await (await visitor.as('/api/passkeys/options', { method: 'POST', body: {} })).json()) as {
      readonly challenge: string;
    };
    return visitor.as('/api/passkeys', { method: 'POST', body: { response: key.register(options.challenge) } });
  }
  const codeOf = async (answer: Response): Promise<unknown> => [
    answer.status,
    ((await answer.json()) as { readonly code?: string }).code,
  ];

  it('are several: another one signs in as the same account, and is one entry', async () => {
    const { id, visitor } = await localAccount(console);
    await forgetActs();
    const second = new Authenticator();
    const added = await add(visitor, second);
    expect([added.status, await added.json()]).toEqual([
      201,
      { id: second.id, madeAt: expect.any(String), lastUsedAt: null },
    ]);
    expect(await acts()).toEqual(['passkeys.add']);
    const elsewhere = new Visitor(console);
    expect((await elsewhere.signIn(second)).status).toBe(204);
    expect(await (await elsewhere.as('/api/session')).json()).toMatchObject({ account: { id } });
    const list = (await (await visitor.as('/api/passkeys')).json()) as { items: unknown[]; most: number };
    expect([list.items.length, list.most]).toEqual([2, MOST_PASSKEYS]);
  });

  it('are taken away but for the last one, and open nothing then', async () => {
    const { key, visitor } = await localAccount(console);
    expect(await codeOf(await visitor.as(`/api/passkeys/${key.id}`, { method: 'DELETE' }))).toEqual([
      409,
      'last-passkey',
    ]);
    await add(visitor);
    await forgetActs();
    expect((await visitor.as(`/api/passkeys/${key.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await acts()).toEqual(['passkeys.remove']);
    expect((await new Visitor(console).signIn(key)).status).toBe(401);
  });

  it('are not both gone when two take them away at the same time', async () => {
    const { key, visitor } = await localAccount(console);
    const second = new Authenticator();
    await add(visitor, second);
    await console.owner.query('begin');
    await console.owner.query('select 1 from accounts for update');
    const asked = [key, second].map(({ id }) => visitor.as(`/api/passkeys/${id}`, { method: 'DELETE' }));
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually('both wait', async () => (await console.owner.query(waiting)).rowCount === 2);
    await console.owner.query('commit');
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  });

  it('answer a challenge once, and are one of an authenticator', async () => {
    const { key, visitor } = await localAccount(console);
    const options = (await (await visitor.as('/api/passkeys/options', { method: 'POST', body: {} })).json()) as {
      readonly challenge: string;
      readonly excludeCredentials: readonly { readonly id: string }[];
    };
    expect(options.excludeCredentials.map(({ id }) => id)).toEqual([key.id]);
    const [one, other] = [new Authenticator(), new Authenticator()];
    const statuses = await Promise.all(
      [one, other].map(async (made) => {
        const body = { response: made.register(options.challenge) };
        return (await visitor.as('/api/passkeys', { method: 'POST', body })).status;
      }),
    );
    expect(statuses.toSorted()).toEqual([201, 400]);
    expect(await codeOf(await add(visitor, key))).toEqual([409, 'passkey-known']);
  });

  it('are ten at most', async () => {
    const { visitor } = await localAccount(console);
    for (let n = 1; n < MOST_PASSKEYS; n += 1) expect((await add(visitor)).status).toBe(201);
    expect(await codeOf(await add(visitor))).toEqual([409, 'too-many-passkeys']);
  });

  it('are changed soon after a sign-in alone', async () => {
    const { key, visitor } = await localAccount(console);
    await add(visitor);
    await stale();
    for (const asked of [
      visitor.as('/api/passkeys/options', { method: 'POST', body: {} }),
      visitor.as('/api/passkeys', { method: 'POST', body: { response: key.register('x') } }),
      visitor.as(`/api/passkeys/${key.id}`, { method: 'DELETE' }),
    ])
      expect(await codeOf(await asked)).toEqual([403, 'step-up-required']);
  });

  it('are of local accounts, each its own', async () => {
    const [mine, theirs] = [await localAccount(console), await localAccount(console)];
    await add(theirs.visitor);
    expect((await mine.visitor.as(`/api/passkeys/${theirs.key.id}`, { method: 'DELETE' })).status).toBe(404);
    const demonstration = await console.signIn('administrator');
    expect(await codeOf(await console.as(demonstration, '/api/passkeys'))).toEqual([409, 'not-local']);
  });
});
