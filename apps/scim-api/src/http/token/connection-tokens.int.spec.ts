import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import type { RunningService } from '#service';

/** What holds for a credential holds in every replica after this time. */
const WITHIN_MS = 5_000;

let api: TestScimApi;
let replica: RunningService;
beforeAll(async () => {
  api = await TestScimApi.start();
  replica = await api.replica();
}, 60_000);
afterAll(async () => {
  await replica.stop();
  await api.stop();
});

interface Client {
  readonly credentialId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly path: string;
}

const pathOf = ({ tenantId, connectionId }: TestConnection): string =>
  `/tenants/${tenantId}/connections/${connectionId}`;

async function newClient(of: TestConnection, expiresAt?: string): Promise<Client> {
  const path = pathOf(of);
  const issued = await api.act('POST', `${path}/credentials`, {
    method: 'clientSecret',
    ...(expiresAt && { expiresAt }),
  });
  const { id = '', clientId = '', clientSecret = '' } = issued;
  return { credentialId: id, clientId, clientSecret, path };
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

const GRANT = { grant_type: 'client_credentials', scope: 'scim.readwrite' };

async function ask(
  form: Record<string, string> | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = new URLSearchParams(form);
  const response = await fetch(`${api.service.url}/oauth/token`, { method: 'POST', body, headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

type Sent = 'Basic' | 'body';
const WAYS: readonly Sent[] = ['Basic', 'body'];
const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` });

function askBy(way: Sent, { clientId, clientSecret }: Pick<Client, 'clientId' | 'clientSecret'>): Promise<Answer> {
  return way === 'Basic'
    ? ask(GRANT, basic(clientId, clientSecret))
    : ask({ ...GRANT, client_id: clientId, client_secret: clientSecret });
}

async function endSecret({ credentialId }: Client, after: string): Promise<void> {
  await api.owner.query(`update credentials set expires_at = now() + $2::interval where id = $1`, [
    credentialId,
    after,
  ]);
}

async function tokenOf(client: Client): Promise<string> {
  const { status, body } = await askBy('Basic', client);
  expect(status).toBe(200);
  return String(body.access_token);
}

async function scim(token: string, at: RunningService = api.service): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${at.url}/scim/v2/Users?count=0`, { headers })).status;
}

const REFUSED = {
  error: 'invalid_client',
  error_description: 'The client is not known, or did not prove that it is this one.',
};

describe.each(WAYS)('a connection that sends its client secret by %s', (way) => {
  it('gets an opaque token, which opens SCIM for its tenant', async () => {
    const as = await api.addTenant();
    const answer = await askBy(way, await newClient(as));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^rca_[A-Za-z0-9_-]{43}$/),
      token_type: 'Bearer',
      expires_in: 3_600,
      scope: 'scim',
    });
    const token = String(answer.body.access_token);
    const made = await api.ask('POST', '/Users', { body: { userName: `by-${way}@x` }, as: { ...as, token } });
    expect(made.status).toBe(201);
    expect((await api.ask('GET', `/Users/${String(made.body.id)}`, { as })).status).toBe(200);
    expect((await api.ask('GET', `/Users/${String(made.body.id)}`)).status).toBe(404);
    const { rows } = await api.owner.query('select row_to_json(t)::text as row from access_tokens t');
    expect(JSON.stringify(rows)).not.toContain(token.slice(4));
    expect(api.log()).not.toContain(token);
  });

  it('is refused in the same words, whatever is wrong', async () => {
    const [as, other] = [await api.addTenant(), await api.addTenant()];
    const right = await newClient(as);
    const theirs = await newClient(other);
    const expired = await newClient(as);
    const revoked = await newClient(as);
    await api.owner.query(`update credentials set expires_at = now() where id = $1`, [expired.credentialId]);
    await api.act('DELETE', `${revoked.path}/credentials/${revoked.credentialId}`);
    const off = await newClient(await api.addTenant());
    await api.act('PATCH', off.path, { methods: { clientSecret: false } });
    const wrong: readonly Pick<Client, 'clientId' | 'clientSecret'>[] = [
      { ...right, clientSecret: `${right.clientSecret}x` },
      { ...right, clientSecret: as.token },
      { ...right, clientSecret: theirs.clientSecret },
      { ...right, clientId: '0198c0de-0000-7000-8000-000000000001' },
      { ...right, clientId: 'nobody' },
      expired,
      revoked,
      off,
    ];
    for (const client of wrong) {
      const answer = await askBy(way, client);
      expect([answer.status, answer.body, answer.headers.get('cache-control')]).toEqual([401, REFUSED, 'no-store']);
    }
    expect((await askBy(way, right)).status).toBe(200);
  });
});

describe('a request that is not well formed', () => {
  it('is 400, also with a right secret', async () => {
    const { clientId, clientSecret } = await newClient(await api.addTenant());
    const byBody = { ...GRANT, client_id: clientId, client_secret: clientSecret };
    const twice = new URLSearchParams([...Object.entries(byBody), ['client_id', clientId]]);
    const assertion = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
    const header = basic(clientId, clientSecret);
    const answers = [
      await ask(byBody, header),
      await ask({ ...GRANT, ...assertion, client_assertion: 'x.y.z' }, header),
      await ask({ ...byBody, ...assertion, client_assertion: 'x.y.z' }),
      await ask({ ...GRANT, client_id: clientId, client_assertion: 'x.y.z' }),
      await ask({ ...GRANT, client_id: clientId, ...assertion }),
      await ask({ ...GRANT, client_id: '0198c0de-0000-7000-8000-000000000001' }, header),
      await ask(twice),
      await ask({ client_id: clientId, client_secret: clientSecret }),
      await ask({ ...byBody, grant_type: 'refresh_token' }),
    ];
    expect(answers.map(({ status, body }) => [status, body.error])).toEqual([
      ...Array.from({ length: 8 }, () => [400, 'invalid_request']),
      [400, 'unsupported_grant_type'],
    ]);
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('a body that cannot be read', () => {
  const form = 'application/x-www-form-urlencoded';

  it.each<[number, string, string]>([
    [400, 'application/json', '{'],
    [400, 'application/json', '{"__proto__":1}'],
    [415, `${form}; charset=iso-8859-1`, 'grant_type=client_credentials'],
    [415, 'text/plain', 'grant_type=client_credentials'],
    [413, form, `grant_type=client_credentials&scope=${'a'.repeat(20_000)}`],
  ])('is refused with %i in the form that clients of OAuth read: %s', async (status, type, body) => {
    const headers = { 'content-type': type };
    const answer = await fetch(`${api.service.url}/oauth/token`, { method: 'POST', headers, body });
    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status,
      body: { error: 'invalid_request', error_description: expect.any(String) },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('an access token', () => {
  const ends = async (token: string): Promise<void> => {
    for (const at of [api.service, replica]) {
      await eventually('it is refused', async () => (await scim(token, at)) === 401, { timeout: WITHIN_MS + 1_000 });
    }
  };

  it('ends in every replica with the secret that it was got by, and other secrets’ tokens do not', async () => {
    const as = await api.addTenant();
    const [gone, stays] = [await newClient(as), await newClient(as)];
    const [token, other] = [await tokenOf(gone), await tokenOf(stays)];
    for (const at of [api.service, replica]) expect(await scim(token, at)).toBe(200);
    await api.act('DELETE', `${gone.path}/credentials/${gone.credentialId}`);
    await ends(token);
    expect([await scim(other), await scim(as.token)]).toEqual([200, 200]);
  });

  it('lives no longer than the secret that it was got by, and says so', async () => {
    const as = await api.addTenant();
    const client = await newClient(as);
    const before = await tokenOf(client);
    for (const at of [api.service, replica]) expect(await scim(before, at)).toBe(200);
    await endSecret(client, '10 minutes');
    const { body } = await askBy('body', client);
    expect(body.expires_in).toBeGreaterThan(500);
    expect(body.expires_in).toBeLessThanOrEqual(600);
    const { rows } = await api.owner.query(
      `select from access_tokens t join credentials c on c.id = t.credential_id
        where c.id = $1 and t.token_hash = sha256($2::bytea) and t.expires_at = c.expires_at`,
      [client.credentialId, String(body.access_token)],
    );
    expect([rows.length, await scim(String(body.access_token))]).toEqual([1, 200]);
    await endSecret(client, '0');
    for (const token of [before, String(body.access_token)]) await ends(token);
    expect((await askBy('Basic', client)).status).toBe(401);
    const reasons = await eventually('it is told why', async () => {
      const { items } = (await api.act('GET', `${client.path}/decisions`)) as unknown as {
        items: { reason: string | null; method: string }[];
      };
      const found = items.filter(({ reason }) => reason !== null).map(({ reason }) => reason);
      return found.length > 1 ? found : undefined;
    });
    expect(new Set(reasons)).toEqual(new Set(['secret_expired']));
  });

  it('ends with its method, for good; what is another method’s goes on', async () => {
    const as = await api.addTenant();
    const client = await newClient(as);
    const token = await tokenOf(client);
    for (const at of [api.service, replica]) expect(await scim(token, at)).toBe(200);
    await api.act('PATCH', client.path, { methods: { clientSecret: false } });
    expect(await scim(token)).toBe(401);
    await ends(token);
    expect(await scim(as.token)).toBe(200);
    await api.act('PATCH', client.path, { methods: { clientSecret: true } });
    expect(
      (await api.owner.query('select from access_tokens where connection_id = $1', [as.connectionId])).rowCount,
    ).toBe(0);
    expect(await scim(await tokenOf(client), replica)).toBe(200);
  });

  it('is refused when its time is over, and goes with the next that is issued', async () => {
    const as = await api.addTenant();
    const client = await newClient(as);
    const [token, later] = [await tokenOf(client), await tokenOf(client)];
    await api.owner.query(
      `update access_tokens set expires_at = now() where connection_id = $1 and token_hash = sha256($2::bytea)`,
      [as.connectionId, token],
    );
    expect([await scim(token), await scim(later)]).toEqual([401, 200]);
    await tokenOf(client);
    const { rowCount } = await api.owner.query('select from access_tokens where connection_id = $1', [as.connectionId]);
    expect(rowCount).toBe(2);
  });

  it('of which a connection has a thousand makes room for a new one by the oldest', async () => {
    const as = await api.addTenant();
    const client = await newClient(as);
    const oldest = await tokenOf(client);
    await api.owner.query(
      `insert into access_tokens
       select sha256(convert_to(n::text || $1, 'UTF8')), $2::uuid, $3::uuid, $4::uuid, 'clientSecret', now(), now() + interval '2 hours'
         from generate_series(1, 999) n`,
      [client.clientSecret, as.tenantId, as.connectionId, client.credentialId],
    );
    const newest = await tokenOf(client);
    const { rowCount } = await api.owner.query('select from access_tokens where connection_id = $1', [as.connectionId]);
    expect([rowCount, await scim(oldest), await scim(newest)]).toEqual([1_000, 401, 200]);
  });

  it('names the credential that it was got by in events, and is a use of it', async () => {
    const as = await api.addTenant();
    const client = await newClient(as);
    const token = await tokenOf(client);
    const made = await api.ask('POST', '/Users', { body: { userName: 'actor@x' }, as: { ...as, token } });
    const [event] = await api.eventsOf(String(made.body.id));
    expect(event?.data.actor).toEqual({ connectionId: as.connectionId, credentialId: client.credentialId });
    const used = await eventually('the use is written', async () => {
      const { items } = (await api.act('GET', `${client.path}/credentials`)) as unknown as {
        items: Record<string, unknown>[];
      };
      const found = items.find(({ id }) => id === client.credentialId);
      return found?.lastUsedAt === null ? undefined : found;
    });
    expect(used).toMatchObject({ method: 'clientSecret', lastUsedFrom: '127.0.0.0/24' });
  });
});

describe('the method "token"', () => {
  it('is refused while it is off, and its tokens are good again with it', async () => {
    const as = await api.addTenant();
    expect(await scim(as.token)).toBe(200);
    await api.act('PATCH', pathOf(as), { methods: { token: false } });
    expect(await scim(as.token)).toBe(401);
    await api.act('PATCH', pathOf(as), { methods: { token: true } });
    expect(await scim(as.token)).toBe(200);
  });
});

describe('a bearer', () => {
  it.each([501, 4_000, 15_000])(
    'of %i characters is looked at, and refused as one that is not known',
    async (length) => {
      expect(await scim('x'.repeat(length))).toBe(401);
      const token = `rcs_${'y'.repeat(length)}`;
      const { tenantId, connectionId } = await api.addTenant();
      await api.owner.query(
        `insert into credentials (id, tenant_id, connection_id, token_hash, created_at)
       values (gen_random_uuid(), $1, $2, sha256($3::bytea), now())`,
        [tenantId, connectionId, token],
      );
      expect(await scim(token)).toBe(200);
    },
  );
});
