import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../test/support/eventually.js';
import { administrators, Approvals, beginWithNobody, REASON, type Administrator } from './approvals.fixture.js';
import { OTHER_TENANT, TENANT, TestConsole, type Browser } from './console.fixture.js';
import { localAccount } from './visitor.fixture.js';

let console: TestConsole;
let approvals: Approvals;
beforeAll(async () => {
  console = await TestConsole.start();
  approvals = new Approvals(console);
});
afterAll(() => console?.stop());

let ada: Administrator;
let bea: Administrator;
let [asker, another]: Browser[] = [];
const as = (browser: Browser | undefined): Browser => browser ?? { cookie: '', csrf: '' };
beforeEach(async () => {
  await beginWithNobody(console);
  [ada, bea] = (await administrators(console, 2)) as [Administrator, Administrator];
  [asker, another] = [ada.visitor.browser, bea.visitor.browser];
  console.services.heard.length = 0;
});

const told = async () => (await console.acts()).map(({ act, object, actor }) => [act, object.type, actor.name]);
const heardErasing = (): number => console.services.heard.filter(({ method }) => method === 'DELETE').length;

describe('an approval', () => {
  it('is asked for, given and used, each by one entry that says who and on what', async () => {
    expect(await approvals.erase(as(asker))).toEqual([403, 'approval-required']);
    expect(await approvals.ask(as(asker))).toEqual([201]);
    expect(await approvals.erase(as(asker))).toEqual([403, 'approval-required']);
    expect(await approvals.decide(as(another))).toEqual([204]);
    expect(await approvals.erase(as(asker))).toEqual([200]);
    expect(approvals.signed()).toEqual([{ act: 'people.erase', object: 'ada', by: bea.id }]);
    expect(await told()).toEqual([
      ['approvals.ask', 'approval', ada.id],
      ['approvals.approve', 'approval', bea.id],
      ['approvals.use', 'approval', ada.id],
    ]);
    const [asked] = await console.acts();
    expect(asked).toMatchObject({
      tenantId: TENANT,
      reason: REASON,
      changes: [{ after: 'people.erase' }, { after: 'ada' }],
    });
  });

  it('is shown to all administrators, with who asked and who decided, and to auditors', async () => {
    await approvals.ask(as(asker));
    const { items, needed } = await approvals.list(as(another));
    expect([items.length, needed]).toEqual([1, true]);
    const { askedAt, endsAt, ...shown }: Readonly<Record<string, unknown>> = items[0] ?? {};
    expect(shown).toEqual({
      id: expect.any(String),
      act: 'people.erase',
      object: 'ada',
      reason: REASON,
      state: 'pending',
      askedBy: { id: ada.id, name: 'Ada' },
      decidedBy: null,
      decidedAt: null,
    });
    expect(Date.parse(String(endsAt)) - Date.parse(String(askedAt))).toBe(86_400_000);
    await approvals.decide(as(another), 'decline');
    const auditor = await console.signIn('auditor');
    expect((await approvals.list(auditor)).items).toMatchObject([{ state: 'declined', decidedBy: { id: bea.id } }]);
  });

  it('is given by nobody to themselves', async () => {
    await approvals.ask(as(asker));
    expect(await approvals.decide(as(asker))).toEqual([403, 'own-approval']);
    expect(await approvals.decide(as(asker), 'decline')).toEqual([403, 'own-approval']);
    const byTheirOwn = 'update approvals set state = $1, decided_by = asked_by';
    await expect(console.owner.query(byTheirOwn, ['approved'])).rejects.toThrow('approvals_by_another');
  });

  it('is used once, at whichever replica, also by two at the same moment', async () => {
    const other = new Approvals(console, (await console.addReplica()).url);
    await approvals.ask(as(asker));
    await approvals.decide(as(another));
    const both = await Promise.all([approvals.erase(as(asker)), other.erase(as(asker))]);
    expect(both.map(String).toSorted()).toEqual(['200', '403,approval-required']);
    expect(heardErasing()).toBe(1);
    expect(await approvals.erase(as(asker))).toEqual([403, 'approval-required']);
  });

  it('that another replica uses at that moment is waited for, and found used', async () => {
    await approvals.ask(as(asker));
    await approvals.decide(as(another));
    const using = new Client({ connectionString: console.database.ownerUrl });
    await using.connect();
    try {
      await using.query('begin');
      await using.query(`update approvals set state = 'used', used_at = now()`);
      const answer = approvals.erase(as(asker));
      await eventually('it waits', async () => {
        const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return (await console.owner.query(waiting)).rowCount === 1;
      });
      await using.query('commit');
      expect(await answer).toEqual([403, 'approval-required']);
    } finally {
      await using.end();
    }
  });

  it('is for this act on this object by who asked', async () => {
    await approvals.ask(as(asker));
    await approvals.decide(as(another));
    expect(await approvals.erase(as(asker), 'bob')).toEqual([403, 'approval-required']);
    expect(await approvals.erase(as(another))).toEqual([403, 'approval-required']);
    await console.owner.query(`update approvals set act = 'sign-ons.enforce'`);
    expect(await approvals.erase(as(asker))).toEqual([403, 'approval-required']);
    expect(heardErasing()).toBe(0);
  });

  it('ends: 24 hours after it was asked for, and after it was given', async () => {
    await approvals.ask(as(asker));
    const later = `update approvals set ends_at = now() where state <> 'used'`;
    await console.owner.query(later);
    expect(await approvals.decide(as(another))).toEqual([409, 'not-pending']);
    expect(await approvals.ask(as(asker))).toEqual([201]);
    expect(await approvals.decide(as(another))).toEqual([204]);
    const { items } = await approvals.list(as(asker));
    expect(Date.parse(String(items[0]?.endsAt)) - Date.parse(String(items[0]?.decidedAt))).toBe(86_400_000);
    await console.owner.query(later);
    expect(await approvals.erase(as(asker))).toEqual([403, 'approval-required']);
  });

  it('that was declined lets nothing be done, and is asked for anew', async () => {
    await approvals.ask(as(asker));
    expect(await approvals.decide(as(another), 'decline')).toEqual([204]);
    expect(await approvals.erase(as(asker))).toEqual([403, 'approval-required']);
    expect(await approvals.decide(as(another))).toEqual([409, 'not-pending']);
    expect((await told()).at(-1)).toEqual(['approvals.decline', 'approval', bea.id]);
    expect(await approvals.ask(as(asker))).toEqual([201]);
  });

  it('is of its tenant', async () => {
    await approvals.ask(as(asker));
    const id = await approvals.last(as(asker));
    const foreign = await console.signIn('administrator', OTHER_TENANT);
    expect((await approvals.list(foreign)).items).toEqual([]);
    expect(await approvals.decide(foreign, 'approve', id)).toEqual([404, 'not-found']);
    expect(await approvals.decide(as(another), 'approve', 'none')).toEqual([404, 'not-found']);
    const operator = await console.signIn('operator');
    expect(await approvals.ask(operator)).toEqual([404, 'not-found']);
  });

  it('is given back where the service did not do it, and is good once more', async () => {
    await approvals.ask(as(asker));
    await approvals.decide(as(another));
    console.services.answers.set('/employees/ada/data', (_heard, response) => response.writeHead(409).end('{}'));
    expect(await approvals.erase(as(asker))).toEqual([409]);
    const away = new Approvals(console, (await console.addReplica({ DIRECTORY_URL: 'http://127.0.0.1:9' })).url);
    expect(await away.erase(as(asker))).toEqual([503, 'service-away']);
    console.services.answers.clear();
    expect(await approvals.erase(as(asker))).toEqual([200]);
    expect((await told()).slice(2).map(([act]) => act)).toEqual([
      'approvals.use',
      'approvals.return',
      'approvals.use',
      'approvals.return',
      'approvals.use',
    ]);
  });
});

describe('who approves', () => {
  const demote = (): Promise<unknown> =>
    approvals.send(as(asker), `/api/team/${bea.id}`, { roles: ['auditor'] }, 'PATCH');

  it('is an identity administrator at that moment', async () => {
    await approvals.ask(as(asker));
    await demote();
    expect(await approvals.decide(as(another), 'approve', await approvals.last(as(asker)))).toEqual([
      401,
      'signed-out',
    ]);
    // Of a session that was judged a moment before.
    const third = await localAccount(console);
    await console.owner.query(`update sessions set auth_time = now()`);
    const session = await console.signIn('auditor');
    expect(await approvals.decide(session)).toEqual([403, 'not-permitted']);
    expect(await approvals.decide(third.visitor.browser)).toEqual([403, 'account-too-new']);
  });

  it('is one still when it is used', async () => {
    await approvals.ask(as(asker));
    await approvals.decide(as(another));
    await demote();
    expect(await approvals.erase(as(asker))).toEqual([403, 'approver-left']);
    expect(heardErasing()).toBe(0);
    await administrators(console, 1);
    expect(await approvals.ask(as(asker))).toEqual([201]);
  });

  it('has just signed in', async () => {
    await approvals.ask(as(asker));
    await console.owner.query(`update sessions set auth_time = now() - interval '6 minutes'`);
    expect(await approvals.decide(as(another))).toEqual([403, 'step-up-required']);
    expect(await approvals.ask(as(asker), { object: 'bob' })).toEqual([201]);
  });

  it('is nobody whom a link of the demonstration lets in', async () => {
    await approvals.ask(as(asker));
    expect(await approvals.decide(await console.signIn('administrator'))).toEqual([403, 'of-demonstration']);
  });
});

describe('who has administered for less than a day', () => {
  const since = (ago: string, ...ids: readonly string[]): Promise<unknown> =>
    console.owner.query('update accounts set administers_since = now() - $2::interval where id = any ($1)', [ids, ago]);
  const grant = (id: string, roles: readonly string[]): Promise<unknown> =>
    approvals.send(as(asker), `/api/team/${id}`, { roles }, 'PATCH');
  let eve: Administrator;
  beforeEach(async () => {
    await since('25 hours', ada.id, bea.id);
    [eve] = (await administrators(console, 1)) as [Administrator];
  });
  const approve = async (): Promise<unknown> => {
    const answer = await approvals.decide(eve.visitor.browser);
    await approvals.decide(eve.visitor.browser, 'decline');
    return answer;
  };

  it.each(['local', 'oidc', 'saml'])('approves nothing where others have for longer: %s', async (kind) => {
    await console.owner.query('update accounts set kind = $2 where id = $1', [eve.id, kind]);
    await approvals.ask(as(asker));
    expect(await approvals.decide(eve.visitor.browser)).toEqual([403, 'account-too-new']);
    expect(await approvals.decide(as(another))).toEqual([204]);
  });

  it('has what they ask for approved by nobody', async () => {
    await approvals.ask(eve.visitor.browser);
    expect(await approvals.decide(as(another))).toEqual([403, 'asker-too-new']);
    expect(await approvals.decide(as(another), 'decline')).toEqual([204]);
    await since('25 hours', eve.id);
    await approvals.ask(eve.visitor.browser);
    expect(await approvals.decide(as(another))).toEqual([204]);
  });

  it('may decline, and approves a day later', async () => {
    await approvals.ask(as(asker));
    expect(await approvals.decide(eve.visitor.browser, 'decline')).toEqual([204]);
    await since('25 hours', eve.id);
    await approvals.ask(as(asker));
    expect(await approvals.decide(eve.visitor.browser)).toEqual([204]);
  });

  it('is who got the role then, however old the account', async () => {
    await console.owner.query(`update accounts set roles = '{auditor}' where id = $1`, [eve.id]);
    const before = `created_at = now() - interval '9 days', administered_until = now() - interval '25 hours'`;
    await console.owner.query(`update accounts set ${before} where id = $1`, [eve.id]);
    await since('9 days', eve.id);
    // As Entra and the team give it, without the end of her session.
    await console.owner.query(`update accounts set roles = '{identity-administrator}' where id = $1`, [eve.id]);
    await approvals.ask(as(asker));
    expect(await approve()).toEqual([403, 'account-too-new']);
  });

  it('approves nothing because the role was taken from the others, or taken and given again', async () => {
    await grant(bea.id, ['auditor']);
    await approvals.ask(as(asker));
    expect(await approve()).toEqual([403, 'account-too-new']);
    await grant(bea.id, ['identity-administrator']);
    await approvals.ask(as(asker));
    expect(await approve()).toEqual([403, 'account-too-new']);
    await console.owner.query(`update accounts set administered_until = null where id = $1`, [bea.id]);
    await approvals.ask(as(asker));
    expect(await approve()).toEqual([403, 'account-too-new']);
  });

  it('approves where nobody has for longer but who asked: a new tenant has nobody else', async () => {
    await since('1 hour', bea.id);
    await approvals.ask(as(asker));
    expect(await approvals.decide(eve.visitor.browser)).toEqual([204]);
    await approvals.ask(as(asker), { object: 'bob' });
    const [late] = (await administrators(console, 1)) as [Administrator];
    expect(await approvals.decide(late.visitor.browser)).toEqual([403, 'account-too-new']);
  });
});

describe('asking', () => {
  it('is for administrators, once for the same, with what it is and why', async () => {
    expect(await approvals.ask(await console.signIn('auditor'))).toEqual([403, 'not-permitted']);
    for (const wrong of [
      { reason: ' ' },
      { reason: 'x'.repeat(501) },
      { act: 'tenants.end' },
      { object: 'a b' },
      { object: undefined },
      { act: 'sign-ons.enforce' },
      { more: 1 },
    ]) {
      expect(await approvals.ask(as(asker), wrong)).toEqual([400, 'invalid-body']);
    }
    expect(await approvals.ask(as(asker), { act: 'sign-ons.enforce', object: 'self' })).toEqual([201]);
    expect(await approvals.ask(as(asker), { act: 'sign-ons.enforce', object: TENANT })).toEqual([409, 'asked-already']);
    expect(await approvals.ask(as(another), { act: 'sign-ons.enforce', object: TENANT })).toEqual([201]);
  });

  it('goes as far as twenty that wait, also where two ask at the same moment', async () => {
    for (let one = 0; one < 19; one += 1) await approvals.ask(as(asker), { object: `person-${one}` });
    const both = await Promise.all([approvals.ask(as(asker)), approvals.ask(as(another))]);
    expect(both.map(String).toSorted()).toEqual(['201', '409,too-many-approvals']);
    await approvals.decide(as(another), 'decline', String((await approvals.list(as(another))).items.at(-1)?.id));
    expect(await approvals.ask(as(asker), { object: 'one more' })).toEqual([400, 'invalid-body']);
    expect(await approvals.ask(as(asker), { object: 'one-more' })).toEqual([201]);
  });
});

describe('an administrator who is the only one', () => {
  const alone = (): Promise<unknown> => console.owner.query('delete from accounts where id = $1', [bea.id]);
  const needed = async (): Promise<boolean> => (await approvals.list(as(asker))).needed;

  it('needs nobody, and the service is told so', async () => {
    await alone();
    expect(await needed()).toBe(false);
    expect(await approvals.ask(as(asker))).toEqual([409, 'alone']);
    expect(await approvals.erase(as(asker))).toEqual([200]);
    expect(approvals.signed()).toEqual([{ act: 'people.erase', object: 'ada', alone: true }]);
  });

  it('still has to have signed in just now, and to have the role', async () => {
    await alone();
    await console.owner.query(`update sessions set auth_time = now() - interval '6 minutes'`);
    expect(await approvals.erase(as(asker))).toEqual([403, 'step-up-required']);
    expect(await approvals.erase(await console.signIn('auditor'))).toEqual([403, 'not-permitted']);
    expect(heardErasing()).toBe(0);
  });

  it('is none for a day after having taken the role from the other', async () => {
    await approvals.send(as(asker), `/api/team/${bea.id}`, { roles: ['auditor'] }, 'PATCH');
    expect(await approvals.erase(as(asker))).toEqual([403, 'approval-required']);
    await console.owner.query(`update accounts set administered_until = administered_until - interval '25 hours'`);
    expect(await approvals.erase(as(asker))).toEqual([200]);
  });

  it('is none though the others cannot come in at this moment', async () => {
    const be = (kind: string): Promise<unknown> =>
      console.owner.query('update accounts set kind = $2 where id = $1', [bea.id, kind]);
    await console.owner.query(`insert into sign_on (tenant_id, enforced_at, enforced_by) values ($1, now(), $2)`, [
      TENANT,
      ada.id,
    ]);
    await console.owner.query('delete from sessions where account_id = $1', [bea.id]);
    // By single sign-on alone, and she is no emergency account; and by Entra, with no method on.
    for (const kind of ['local', 'oidc', 'saml']) {
      await be(kind);
      expect(await needed()).toBe(true);
      expect(await approvals.erase(as(asker))).toEqual([403, 'approval-required']);
    }
    expect(heardErasing()).toBe(0);
  });

  it('is so where the other has nothing to come in by, and is not signed in', async () => {
    await console.owner.query('delete from passkeys where account_id = $1', [bea.id]);
    expect(await needed()).toBe(true);
    await console.owner.query('delete from sessions where account_id = $1', [bea.id]);
    expect(await needed()).toBe(false);
  });
});

it('is forgotten a month after its end, and with its tenant', async () => {
  await approvals.ask(as(asker));
  const prune = `select prune_accounts(interval '30 minutes', interval '400 days')`;
  const count = async () => (await console.owner.query('select from approvals')).rowCount;
  await console.owner.query(prune);
  expect(await count()).toBe(1);
  await console.owner.query(`update approvals set ends_at = now() - interval '31 days'`);
  await console.owner.query(prune);
  expect(await count()).toBe(0);
});
