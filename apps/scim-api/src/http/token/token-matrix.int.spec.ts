import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../../test/support/eventually.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { signed, TestEntra, type EntraTenantKeys } from './entra.fixture.js';

const GRANT = { grant_type: 'client_credentials' };
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let api: TestScimApi;
let entra: TestEntra;
let keys: EntraTenantKeys;
beforeAll(async () => {
  entra = await TestEntra.start();
  keys = await entra.rotate('k');
  api = await TestScimApi.start(undefined, undefined, {
    ENTRA_AUTHORITIES: `global=${entra.url}`,
    FAILED_CREDENTIALS_PER_MINUTE: '1000',
  });
}, 60_000);
afterAll(async () => {
  await api.stop();
  await entra.stop();
});

const WAYS = ['Basic', 'body', 'assertion'] as const;
type Way = (typeof WAYS)[number];

/** A client with all that it could prove itself by. */
interface Client {
  readonly of: TestConnection;
  readonly path: string;
  readonly federation: { readonly tenantId: string; readonly subject: string; readonly audience: string };
  readonly secretId: string;
  readonly secret: string;
  readonly assertion: string;
}

const assert = ({ tenantId: tid, subject: sub, audience: aud }: Client['federation'], more: object = {}) =>
  signed(keys, { iss: `${entra.url}/${tid}/v2.0`, tid, sub, oid: sub, aud, ...more });

async function newClient(): Promise<Client> {
  const of = await api.addTenant();
  const path = `/tenants/${of.tenantId}/connections/${of.connectionId}`;
  const federation = { tenantId: randomUUID(), subject: randomUUID(), audience: randomUUID() };
  await api.act('PATCH', path, { methods: { federated: true }, federation: { cloud: 'global', ...federation } });
  const { id, clientSecret } = await api.act('POST', `${path}/credentials`, { method: 'clientSecret' });
  const assertion = await assert(federation);
  return { of, path, federation, secretId: String(id), secret: String(clientSecret), assertion };
}

interface Asked {
  readonly headers: Record<string, string>;
  readonly form: Record<string, string>;
}

function askedBy(way: Way, id: string, { secret, assertion }: Pick<Client, 'secret' | 'assertion'>): Asked {
  switch (way) {
    case 'Basic':
      return { headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` }, form: {} };
    case 'body':
      return { headers: {}, form: { client_id: id, client_secret: secret } };
    case 'assertion':
      return { headers: {}, form: { client_id: id, client_assertion_type: JWT_BEARER, client_assertion: assertion } };
  }
}

async function send(...parts: readonly Asked[]): Promise<{ readonly status: number; readonly body: object }> {
  const headers = Object.assign({}, ...parts.map((part) => part.headers)) as Asked['headers'];
  const body = new URLSearchParams({ ...GRANT, ...(Object.assign({}, ...parts.map(({ form }) => form)) as object) });
  const response = await fetch(`${api.service.url}/oauth/token`, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as object };
}

/** Of the connection whose id was sent, why the last one that asked was let in, or was not. */
async function reasons({ path }: Client): Promise<readonly unknown[]> {
  return eventually('it is decided', async () => {
    const { items } = await api.act('GET', `${path}/decisions`);
    const found = (items as unknown as readonly { readonly reason: unknown }[]).map(({ reason }) => reason);
    return found.length > 0 && found;
  });
}

const REFUSED = {
  status: 401,
  body: {
    error: 'invalid_client',
    error_description: 'The client is not known, or did not prove that it is this one.',
  },
};

describe.each(WAYS)('a client that proves itself by %s', (way) => {
  const isAssertion = way === 'assertion';
  const ask = (client: Client, proof: Client = client) => send(askedBy(way, client.of.connectionId, proof));

  it('is let in where all is right', async () => {
    const client = await newClient();
    expect(await ask(client)).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: 'scim' } });
    expect(await reasons(client)).toEqual([null]);
  });

  it('is refused when what it sends has expired', async () => {
    const client = await newClient();
    await api.owner.query('update credentials set expires_at = now() where id = $1', [client.secretId]);
    const assertion = await assert(client.federation, { exp: Math.floor(Date.now() / 1_000) - 120 });
    expect(await ask(client, { ...client, assertion })).toEqual(REFUSED);
    expect(await reasons(client)).toEqual([isAssertion ? 'assertion_expired' : 'secret_expired']);
  });

  it('is refused when that was revoked: the secret, or the trust in the subject', async () => {
    const client = await newClient();
    await api.act('DELETE', `${client.path}/credentials/${client.secretId}`);
    await api.act('PATCH', client.path, {
      federation: { cloud: 'global', ...client.federation, subject: randomUUID() },
    });
    expect(await ask(client)).toEqual(REFUSED);
    expect(await reasons(client)).toEqual([isAssertion ? 'assertion_subject' : 'secret_revoked']);
  });

  it('is refused at another connection, which is told', async () => {
    const [client, other] = [await newClient(), await newClient()];
    expect(await ask(other, client)).toEqual(REFUSED);
    expect(await reasons(other)).toEqual([isAssertion ? 'assertion_tenant' : 'secret_wrong']);
    expect((await api.act('GET', `${client.path}/decisions`)).items).toEqual([]);
  });

  it('is refused while the method is off', async () => {
    const client = await newClient();
    await api.act('PATCH', client.path, { methods: { [isAssertion ? 'federated' : 'clientSecret']: false } });
    expect(await ask(client)).toEqual(REFUSED);
    expect(await reasons(client)).toEqual(['method_off']);
  });

  it.each(WAYS.filter((other) => other !== way))('is answered 400 with %s beside it', async (other) => {
    const client = await newClient();
    const parts = [way, other].map((one) => askedBy(one, client.of.connectionId, client));
    expect(await send(...parts)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});

it.each([
  ['in the body', (id: string) => ({ headers: {}, form: { client_id: id, client_secret: '' } })],
  ['by no name in the body', (id: string) => ({ headers: {}, form: { client_id: id } })],
  ['by Basic', (id: string) => ({ headers: { authorization: `Basic ${btoa(`${id}:`)}` }, form: {} })],
])('tells the tenant of a client whose secret was left empty, %s', async (_where, asked) => {
  const client = await newClient();
  expect(await send(asked(client.of.connectionId))).toEqual(REFUSED);
  expect(await reasons(client)).toEqual(['secret_wrong']);
});

it.each([
  ['a form', 'application/x-www-form-urlencoded', 'grant_type=client_credentials&client_id=a&client_id=b'],
  ['JSON', 'application/json', '{"grant_type":"client_credentials","client_id":"a","client_id":"b"}'],
])('answers 400 to a parameter that is given more than once in %s', async (_in, type, body) => {
  const headers = { 'content-type': type };
  const response = await fetch(`${api.service.url}/oauth/token`, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_request' }]);
});
