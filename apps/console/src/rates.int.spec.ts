import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { eventually } from '../../../test/support/eventually.js';
import { OTHER_TENANT, TestConsole } from './console.fixture.js';

let console: TestConsole;
beforeAll(async () => {
  console = await TestConsole.start({ SESSION_RATE_PER_SECOND: '1', SESSION_RATE_BURST: '10' });
});
afterAll(() => console?.stop());

it('refuses what an account asks beyond its rate, asks nobody for it, and answers another account', async () => {
  const [busy, calm] = [await console.signIn('auditor'), await console.signIn('people')];
  const asked = Array.from({ length: 40 }, () => console.as(busy, '/api/directory/departments'));
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  const heard = console.services.heard.filter(({ url }) => url === '/departments');
  expect(heard).toHaveLength(answers.length - refused.length);
  expect((await console.as(calm, '/api/session')).status).toBe(200);
});

it('lets whoever is beyond it end their sessions', async () => {
  const busy = await console.signIn('administrator');
  const asked = Array.from({ length: 40 }, () => console.as(busy, '/api/directory/departments'));
  const ends = Array.from({ length: 5 }, () => console.as(busy, '/api/session/all', { method: 'DELETE' }));
  expect((await Promise.all(ends)).map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
  expect((await console.as(busy, '/api/session', { method: 'DELETE' })).status).toBe(200);
  await Promise.all(asked);
});

it('refuses a session that asks again and again that others end', async () => {
  const busy = await console.signIn('administrator', uuid());
  const ends = Array.from({ length: 40 }, () => console.as(busy, '/api/session/all', { method: 'DELETE' }));
  const refused = (await Promise.all(ends)).filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
});

it('refuses an account that signs in again and again, and no other', async () => {
  const signIn = (as: 'administrator' | 'auditor') =>
    console.ask('/api/session/demo', { method: 'POST', body: { secret: console.secret(as, OTHER_TENANT) } });
  const answers = await Promise.all(Array.from({ length: 40 }, () => signIn('auditor')));
  const begun = answers.filter(({ status }) => status === 204);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(answers.length - begun.length);
  expect(begun.length).toBeLessThan(answers.length);
  const acts = await console.acts();
  expect(acts.filter(({ tenantId }) => tenantId === OTHER_TENANT)).toHaveLength(begun.length);
  expect((await signIn('administrator')).status).toBe(204);
});

it('finds sessions while as many sign-ins and writes as it has connections for wait in the database', async () => {
  const browser = await console.signIn('people', uuid());
  const companies = [await console.signIn('people', uuid()), await console.signIn('people', uuid())];
  await console.owner.query('begin; lock table accounts in exclusive mode');
  const signIns = Array.from({ length: 8 }, () => console.signIn('auditor', uuid()));
  const dark = { method: 'PATCH', body: { theme: 'dark' } };
  const writes = companies.flatMap((one) => [1, 2].map(() => console.as(one, '/api/session', dark)));
  const all = Promise.allSettled([...signIns, ...writes]);
  try {
    await eventually('its connections wait', async () => (await waitingConnections()) === 6);
    expect((await console.as(browser, '/api/directory/departments')).status).toBe(200);
  } finally {
    await console.owner.query('commit');
    await all;
  }
});

it('works at two requests of a company at once, and at another company’s beside them', async () => {
  const [busy, other] = [await console.signIn('people', uuid()), await console.signIn('people', uuid())];
  await console.owner.query('begin; lock table accounts in exclusive mode');
  const dark = { method: 'PATCH', body: { theme: 'dark' } };
  const all = Promise.all(Array.from({ length: 7 }, () => console.as(busy, '/api/session', dark)));
  try {
    await eventually('two wait in the database', async () => (await waitingConnections()) === 2);
    expect((await console.as(other, '/api/session')).status).toBe(200);
    expect((await console.as(busy, '/api/session/all', { method: 'DELETE' })).status).toBe(204);
    expect(await waitingConnections()).toBe(2);
  } finally {
    await console.owner.query('commit');
  }
  expect(new Set((await all).map(({ status }) => status))).toEqual(new Set([200]));
});

/** Within a transaction it is as it was when it was looked at first. */
async function waitingConnections(): Promise<number> {
  await console.owner.query('select pg_stat_clear_snapshot()');
  const { rowCount } = await console.owner.query(
    `select from pg_stat_activity
      where datname = current_database() and application_name = 'console' and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}
