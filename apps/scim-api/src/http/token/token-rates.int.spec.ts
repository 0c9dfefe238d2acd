import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';
import { TOKENS_OF_CLIENT, TOKENS_OF_TENANT } from './client-rates.js';

let api: TestScimApi;
beforeAll(async () => {
  api = await TestScimApi.start();
}, 60_000);
afterAll(() => api.stop());

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

async function newSecret({ tenantId, connectionId }: TestConnection): Promise<Client & { readonly end: string }> {
  const path = `/tenants/${tenantId}/connections/${connectionId}/credentials`;
  const issued = await api.act('POST', path, { method: 'clientSecret' });
  const { id = '', clientId = '', clientSecret = '' } = issued;
  return { clientId, clientSecret, end: `${path}/${id}` };
}

async function newReader({ tenantId }: TestConnection): Promise<Client> {
  const body = { name: 'HR', audiences: ['directory'] };
  const { clientId = '', clientSecret = '' } = await api.act('POST', `/tenants/${tenantId}/readers`, body);
  return { clientId, clientSecret };
}

function ask({ clientId, clientSecret }: Client): Promise<Response> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    audience: 'directory',
    client_id: clientId,
    client_secret: clientSecret,
  });
  return fetch(`${api.service.url}/oauth/token`, { method: 'POST', body });
}

/** More at once than a client may ask. */
async function flood(client: Client): Promise<Response[]> {
  const all: Response[] = [];
  for (let round = 0; round < 3; round += 1)
    all.push(...(await Promise.all(Array.from({ length: TOKENS_OF_CLIENT.burst }, () => ask(client)))));
  return all;
}

const countOf = (answers: readonly Response[], status: number) => answers.filter((one) => one.status === status).length;

describe('a right client that asks for tokens again and again', () => {
  it.each([
    ['a reader', newReader],
    ['a connection', newSecret],
  ])('is refused beyond its rate: %s; another tenant’s is not', async (_what, newClient) => {
    const client = await newClient(await api.addTenant());
    const answers = await flood(client);
    expect(countOf(answers, 200) + countOf(answers, 429)).toBe(answers.length);
    expect(countOf(answers, 200)).toBeGreaterThanOrEqual(TOKENS_OF_CLIENT.burst);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(refused?.headers.get('cache-control')).toBe('no-store');
    expect(await refused?.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.stringContaining('keep each until it ends'),
    });
    expect((await ask(await newClient(await api.addTenant()))).status).toBe(200);
  });

  it('takes nothing from its tenant by a secret that was revoked', async () => {
    const tenant = await api.addTenant();
    const [revoked, other] = [await newSecret(tenant), await newReader(tenant)];
    expect((await ask(revoked)).status).toBe(200);
    await api.act('DELETE', `${revoked.end}?reason=it+leaked`);
    const answers = await flood(revoked);
    expect(answers.length).toBeGreaterThan(TOKENS_OF_TENANT.burst);
    expect(countOf(answers, 200)).toBe(0);
    expect((await ask(other)).status).toBe(200);
  });
});
