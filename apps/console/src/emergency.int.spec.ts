import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { emptyTables, OTHER_TENANT, TENANT, TestConsole, type Browser } from './console.fixture.js';
import { localAccount, Visitor } from './visitor.fixture.js';

let console: TestConsole;
let administrator: Browser;
beforeAll(async () => {
  console = await TestConsole.start();
});
afterAll(() => console?.stop());
beforeEach(async () => {
  await emptyTables(console.owner, 'accounts, sessions, setup_links, passkeys, outbox, outbox_unpublished cascade');
  administrator = await console.signIn('administrator');
});

const forgetActs = (): Promise<void> => emptyTables(console.owner, 'outbox, outbox_unpublished');

async function mark(id: string, method = 'PUT', by = administrator): Promise<unknown> {
  const answer = await console.as(by, `/api/team/${id}/emergency`, { method });
  return answer.status === 204 ? 204 : [answer.status, ((await answer.json()) as { readonly code: string }).code];
}

async function emergencies(): Promise<readonly string[]> {
  const { items } = (await (await console.as(administrator, '/api/team')).json()) as {
    readonly items: readonly { readonly id: string; readonly emergency: boolean; readonly passkeys: number }[];
  };
  return items.flatMap(({ id, emergency }) => (emergency ? [id] : []));
}

describe('an emergency account', () => {
  it('is marked, shown, and no longer one, each time by one entry', async () => {
    const { id } = await localAccount(console);
    await forgetActs();
    expect([await mark(id), await mark(id)]).toEqual([204, 204]);
    expect(await emergencies()).toEqual([id]);
    expect(await mark(id, 'DELETE')).toBe(204);
    expect(await emergencies()).toEqual([]);
    expect((await console.acts()).map(({ act, object, changes }) => [act, object.id, changes[0]?.after])).toEqual([
      ['accounts.change', id, 'true'],
      ['accounts.change', id, 'false'],
    ]);
  });

  it('is one of two at most, also where two mark one at the same time', async () => {
    const [one, two, three] = [await localAccount(console), await localAccount(console), await localAccount(console)];
    expect(await mark(one.id)).toBe(204);
    const both = await Promise.all([mark(two.id), mark(three.id)]);
    expect(both.map(String).toSorted()).toEqual(['204', '409,too-many-emergency']);
    expect(await emergencies()).toHaveLength(2);
  });

  it('has a passkey, and administers', async () => {
    const [auditor, bare] = [await localAccount(console, ['auditor']), await localAccount(console)];
    await console.owner.query('delete from passkeys where account_id = $1', [bare.id]);
    expect(await mark(auditor.id)).toEqual([409, 'not-administrator']);
    expect(await mark(bare.id)).toEqual([409, 'no-passkey']);
    const { rows } = await console.owner.query<{ id: string }>(`select id from accounts where kind = 'demonstration'`);
    expect(await mark(rows[0]?.id ?? '')).toEqual([409, 'not-local']);
  });

  it('is none any more where it administers no more', async () => {
    const { id } = await localAccount(console);
    await localAccount(console);
    await mark(id);
    const body = { roles: ['auditor'] };
    expect((await console.as(administrator, `/api/team/${id}`, { method: 'PATCH', body })).status).toBe(204);
    expect(await emergencies()).toEqual([]);
  });

  it('is marked by identity administrators of its tenant, soon after a sign-in', async () => {
    const { id } = await localAccount(console);
    for (const as of ['auditor', 'people', 'operator'] as const)
      expect(await mark(id, 'PUT', await console.signIn(as))).toEqual([403, 'not-permitted']);
    const foreign = await console.signIn('administrator', OTHER_TENANT);
    expect(await mark(id, 'PUT', foreign)).toEqual([404, 'not-found']);
    await console.owner.query(`update sessions set auth_time = now() - interval '6 minutes'`);
    expect(await mark(id)).toEqual([403, 'step-up-required']);
  });

  it('tells of each use beside its session', async () => {
    const { id, key } = await localAccount(console);
    await forgetActs();
    await new Visitor(console).signIn(key);
    await mark(id);
    await new Visitor(console).signIn(key);
    const acts = (await console.acts()).map(({ act, tenantId, object }) => [act, tenantId, object.type]);
    expect(acts).toEqual([
      ['sessions.begin', TENANT, 'session'],
      ['accounts.change', TENANT, 'account'],
      ['sessions.begin', TENANT, 'session'],
      ['emergency-accounts.use', TENANT, 'account'],
    ]);
  });

  it('is not forgotten though nobody uses it', async () => {
    const [kept, other] = [await localAccount(console), await localAccount(console)];
    await mark(kept.id);
    await console.owner.query(`update accounts set last_sign_in_at = now() - interval '401 days'`);
    await console.owner.query(`select prune_accounts(interval '30 minutes', interval '400 days')`);
    const { rows } = await console.owner.query<{ id: string }>('select id from accounts');
    expect(rows.map(({ id }) => id)).toEqual([kept.id]);
    expect(rows.map(({ id }) => id)).not.toContain(other.id);
  });
});
