import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAdminApi, type AdminApi } from './admin-api.fixture.js';

let api: AdminApi;
beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

async function newTenant(name = 'Contoso'): Promise<string> {
  return (await api.ask('POST', '/admin/tenants', { name })).body.id ?? '';
}

async function newConnection(tenant: string): Promise<string> {
  const { body } = await api.ask('POST', `/admin/tenants/${tenant}/connections`, { name: 'Entra' });
  return `/admin/tenants/${tenant}/connections/${body.id}`;
}

describe('a credential', () => {
  it('is 256 random bits, shown once and kept as a hash', async () => {
    const connection = await newConnection(await newTenant());
    const { status, body } = await api.ask('POST', `${connection}/credentials`, {});
    expect(status).toBe(201);
    expect(body.token).toMatch(/^rcs_[A-Za-z0-9_-]{43}$/);
    const { rows } = await api.owner.query(
      'select token_hash, row_to_json(c)::text as row from credentials c where id = $1',
      [body.id],
    );
    expect(rows[0].token_hash).toEqual(
      createHash('sha256')
        .update(body.token ?? '')
        .digest(),
    );
    expect(rows[0].row).not.toContain(body.token);
    expect(JSON.stringify((await api.ask('GET', `${connection}/credentials`)).body)).not.toContain(body.token);
    expect(api.log()).not.toContain(body.token);
  });

  it('is one of five valid ones, and a sixth says which to retire', async () => {
    const connection = await newConnection(await newTenant());
    const bodies = [{}, {}, {}, { method: 'clientSecret' }, { expiresAt: '2099-01-01T00:00:00Z' }];
    const issued: Record<string, never>[] = [];
    for (const body of bodies) issued.push((await api.ask('POST', `${connection}/credentials`, body)).body);
    const sixth = await api.ask('POST', `${connection}/credentials`, { method: 'clientSecret' });
    const [first] = issued;
    expect(sixth).toMatchObject({ status: 409, body: { code: 'too-many-credentials', retire: first?.id } });
    expect((await api.ask('DELETE', `${connection}/credentials/${first?.id}`)).status).toBe(204);
    expect((await api.ask('DELETE', `${connection}/credentials/${first?.id}`)).status).toBe(404);
    expect((await api.ask('POST', `${connection}/credentials`, {})).status).toBe(201);
    expect(issued.at(-1)?.expiresAt).toBe('2099-01-01T00:00:00.000Z');
  });

  it('is never a sixth, however many are asked for at once', async () => {
    const connection = await newConnection(await newTenant());
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.ask('POST', `${connection}/credentials`, {})),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 201, 201, 201, 201, 409, 409, 409]);
  });

  it('has a name, an issuer and a year, unless something else is asked for', async () => {
    const connection = await newConnection(await newTenant());
    const { body: usual } = await api.ask('POST', `${connection}/credentials`, {});
    const day = String(usual.createdAt).slice(0, 10);
    expect(usual).toMatchObject({
      method: 'token',
      name: `Token of ${day}`,
      issuedBy: { type: 'operator', name: null, stillMay: true },
      lastUsedAt: null,
      lastUsedFrom: null,
      warnings: [],
    });
    const year = Number(day.slice(0, 4)) + 1;
    expect(new Date(String(usual.expiresAt)).getUTCFullYear()).toBe(year);
    const asked = { method: 'clientSecret', name: 'Entra, since the rotation', expiresAt: 'none' };
    const { body: secret } = await api.ask('POST', `${connection}/credentials`, asked);
    expect(secret).toMatchObject({
      ...asked,
      clientId: connection.split('/').at(-1),
      clientSecret: expect.stringMatching(/^rcc_[A-Za-z0-9_-]{43}$/),
      tokenUrl: 'https://rollcall.test/oauth/token',
      warnings: [{ code: 'never-expires' }],
    });
    expect(secret).not.toHaveProperty('token');
    const { body: list } = await api.ask('GET', `${connection}/credentials`);
    const { token: _token, ...shown } = usual;
    const { clientId: _id, clientSecret: _secret, tokenUrl: _url, ...shownSecret } = secret;
    expect(list.items).toEqual([shown, shownSecret]);
  });

  it('tells whether who issued it still may: an operator, by whose credential that is', async () => {
    const connection = await newConnection(await newTenant());
    const [named, other] = ['Ada', 'Bea'].map((name) => ({ name, token: `rco_${name.padEnd(43, 'x')}` }));
    const issued = async (): Promise<unknown> => {
      const { body } = await api.ask('GET', `${connection}/credentials`, undefined, {
        authorization: `Bearer ${other?.token}`,
      });
      return (body.items as unknown as { issuedBy: object }[]).map(({ issuedBy }) => issuedBy);
    };
    await api.ask('POST', `${connection}/credentials`, {});
    for (const operator of [named, other]) {
      await api.owner.query(
        `insert into operator_credentials (id, name, token_hash, created_at, created_by)
         values (gen_random_uuid(), $1, sha256($2::bytea), now(), 'spec')`,
        [operator?.name, operator?.token],
      );
    }
    try {
      await api.ask('POST', `${connection}/credentials`, {}, { authorization: `Bearer ${named?.token}` });
      const setting = { type: 'operator', name: null, stillMay: false };
      expect(await issued()).toEqual([setting, { type: 'operator', name: 'Ada', stillMay: true }]);
      await api.owner.query(`update operator_credentials set revoked_at = now() where name = 'Ada'`);
      expect(await issued()).toEqual([setting, { type: 'operator', name: 'Ada', stillMay: false }]);
    } finally {
      await api.owner.query('delete from operator_credentials');
    }
  });

  it('without an expiry is warned of in the answer of its connection, until it is revoked', async () => {
    const connection = await newConnection(await newTenant());
    const { body: forever } = await api.ask('POST', `${connection}/credentials`, { expiresAt: 'none' });
    await api.ask('POST', `${connection}/credentials`, {});
    const shown = async () => ((await api.ask('GET', connection)).body as { warnings?: object }).warnings;
    const detail: unknown = expect.stringMatching(/^1 of its credentials is good until revoked/);
    expect(await shown()).toEqual([{ code: 'credentials-never-expire', detail }]);
    expect(await api.ask('PATCH', connection, { name: 'Entra 2' })).toMatchObject({
      body: { warnings: [{ code: 'credentials-never-expire' }] },
    });
    await api.ask('DELETE', `${connection}/credentials/${forever.id}`);
    expect(await shown()).toEqual([]);
  });

  it.each([
    [{ method: 'password' }, 'method'],
    [{ method: 'federated' }, 'method'],
    [{ name: ' ' }, 'name'],
    [{ expiresAt: 'never' }, 'expiresAt'],
    [{ expiresAt: '2099-02-30' }, 'expiresAt'],
    [{ expiresAt: '0000-01-01' }, 'expiresAt'],
  ])('is not issued for %j', async (body, member) => {
    const connection = await newConnection(await newTenant());
    const answer = await api.ask('POST', `${connection}/credentials`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-body', member } });
  });

  it('expires as a day begins', async () => {
    const connection = await newConnection(await newTenant());
    const answer = await api.ask('POST', `${connection}/credentials`, { expiresAt: '2099-06-30' });
    expect(answer).toMatchObject({ status: 201, body: { expiresAt: '2099-06-30T00:00:00.000Z' } });
  });

  it('is of no use when it has expired already, or to another tenant', async () => {
    const connection = await newConnection(await newTenant());
    const past = await api.ask('POST', `${connection}/credentials`, { expiresAt: '2020-01-01T00:00:00Z' });
    expect(past).toMatchObject({ status: 400, body: { code: 'expiry-in-the-past' } });
    for (const expiresAt of ['2099-06-30T23:59:60Z', '2099-01-01T00:00:00Z[UTC]', '0000-01-01T00:00:00Z']) {
      const never = await api.ask('POST', `${connection}/credentials`, { expiresAt });
      expect(never).toMatchObject({ status: 400, body: { code: 'invalid-body', member: 'expiresAt' } });
    }
    const foreign = connection.replace(/tenants\/[^/]+/, `tenants/${await newTenant('other')}`);
    expect((await api.ask('POST', `${foreign}/credentials`, {})).status).toBe(404);
    expect((await api.ask('GET', `${foreign}/credentials`)).status).toBe(404);
  });
});
