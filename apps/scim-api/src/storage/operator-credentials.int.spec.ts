import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OPERATOR, startAdminApi, type AdminApi } from '../http/admin/admin-api.fixture.js';
import { runOperator } from '../restore/operator-command.js';

const KEPT = 'rco_of-the-setting'.padEnd(40, 'x');

let api: AdminApi;
beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

async function command(...words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const lines: string[] = [];
  const env = { DATABASE_URL: api.database.ownerUrl, OPERATOR_TOKEN: KEPT };
  const code = await runOperator(words, { env, user: () => 'kim', say: (line) => void lines.push(line) });
  return { code, said: lines.join('\n') };
}

async function statusWith(token: string): Promise<number> {
  return (await api.ask('GET', '/admin/tenants', undefined, { authorization: `Bearer ${token}` })).status;
}

async function actsOf(like: string): Promise<readonly object[]> {
  const { rows } = await api.owner.query<{ value: string }>(
    `select value from outbox where value::json ->> 'act' like $1 order by id`,
    [like],
  );
  return rows.map(({ value }) => JSON.parse(value) as object);
}

it('are several, named and ending, and once one is stored the token of the setting is none any more', async () => {
  expect(await statusWith(OPERATOR)).toBe(200);
  const [one, other] = [await command('issue', 'Kim'), await command('issue', 'robot', '--expires', 'none')];
  expect([one.code, other.code]).toEqual([0, 0]);
  expect(await Promise.all([one.said, other.said, OPERATOR, 'nobody'].map(statusWith))).toEqual([200, 200, 401, 401]);
  expect(await command('issue', 'Kim')).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^refused: .*revoke it first/),
  });

  const { rows } = await api.owner.query('select * from operator_credentials');
  expect(JSON.stringify(rows)).not.toContain(one.said);
  await api.owner.query(`update operator_credentials set expires_at = now() - interval '1 s' where name = 'robot'`);
  expect(await statusWith(other.said)).toBe(401);
  expect(await command('revoke', 'Kim', '--why', 'left')).toMatchObject({ code: 0 });
  expect(await Promise.all([one.said, OPERATOR].map(statusWith))).toEqual([401, 401]);
  const { said } = await command('list');
  expect(said.split('\n').map((line) => line.split(/ +/u)[1])).toEqual(['revoked', 'expired']);

  const back = await command('issue', 'Kim');
  expect(await statusWith(back.said)).toBe(200);
  const made = await api.ask('POST', '/admin/tenants', { name: 'Contoso' }, { authorization: `Bearer ${back.said}` });
  expect(made.status).toBe(201);
  expect(await actsOf('tenants.create')).toMatchObject([{ actor: { type: 'operator', name: 'Kim' } }]);
  expect(await actsOf('operators.%')).toMatchObject([
    { act: 'operators.issue', actor: { name: 'kim' }, changes: [{ after: 'Kim' }, { path: 'expiresAt' }] },
    { act: 'operators.issue' },
    { act: 'operators.revoke', reason: 'left' },
    { act: 'operators.issue' },
  ]);
  expect(JSON.stringify(await actsOf('operators.%'))).not.toContain(back.said);
});

it.each([
  [['issue'], 'issue <name>'],
  [['issue', 'a', '--expires', 'yesterday'], '--expires'],
  [['issue', 'a', '--expires', '2020-01-01'], '--expires'],
  [['revoke', 'a'], '--why'],
  [['drop', 'a'], 'there is no "drop"'],
  [['list', 'a'], 'too many'],
])('are not made of words that are not understood: %j', async (words, told) => {
  await expect(command(...words)).rejects.toThrow(told);
});

it('may be the token that stands in the setting, which is told to nobody', async () => {
  const stored = await command('issue', 'npm start', '--setting', '--expires', 'none');
  expect(stored).toEqual({ code: 0, said: 'OPERATOR_TOKEN is stored as npm start' });
  expect(await statusWith(KEPT)).toBe(200);
  expect(await command('issue', 'again', '--setting')).toMatchObject({ code: 1 });
});

it('cannot be stored by the role of the admin API', async () => {
  const add = `insert into operator_credentials (id, name, token_hash, created_at, created_by) values (uuidv7(), 'x', 'x', now(), 'x')`;
  for (const statement of [
    add,
    `update operator_credentials set expires_at = null`,
    'delete from operator_credentials',
  ])
    await expect(api.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
});

it('are a hundred at most that are valid, and those are listed first', async () => {
  const add = `insert into operator_credentials (id, name, token_hash, created_at, created_by, revoked_at)
               select uuidv7(), 'n' || n, sha256(('n' || n)::bytea), now() - interval '1 day', 'test', case when n > 99 then now() end
                 from generate_series(1, 1100) n`;
  await api.owner.query('truncate operator_credentials');
  await api.owner.query(add);
  expect(await command('issue', 'hundredth')).toMatchObject({ code: 0 });
  expect(await command('issue', 'one more')).toMatchObject({ code: 1, said: expect.stringContaining('revoke') });
  const { said } = await command('list');
  const states = said.split('\n').map((line) => line.split(/ +/u)[1]);
  expect([states.length, states.filter((state) => state === 'valid').length]).toEqual([1_000, 100]);
  expect(await command('revoke', 'n1', '--why', 'left')).toMatchObject({ code: 0 });
  expect(await command('issue', 'one more')).toMatchObject({ code: 0 });
});
