import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi } from '../../scim-api.fixture.js';

let api: TestScimApi;
let reader: { readonly clientId: string; readonly clientSecret: string };
const lines: string[] = [];
const OPERATOR = 'o'.repeat(32);
const GUESSES = 1_000;
const AT_ONCE = 50;

beforeAll(async () => {
  api = await TestScimApi.start(
    (url) => url,
    (line) => void lines.push(line),
  );
  const path = `/admin/tenants/${api.first.tenantId}/readers`;
  const body = JSON.stringify({ name: 'HR', audiences: ['directory'] });
  const { text } = await send(api.service.internalUrl + path, { method: 'POST', token: OPERATOR, body });
  reader = JSON.parse(text) as typeof reader;
});
afterAll(async () => {
  await api.stop();
  agent.destroy();
});

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

interface Sent {
  readonly method?: string;
  readonly token?: string;
  readonly body?: string;
  readonly type?: string;
}

interface Sending {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

function send(url: string, { method = 'GET', token, body, type = 'application/json' }: Sent) {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise<Sending>((resolve, reject) => {
    const asked = request(url, { method, headers, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: answer.statusCode ?? 0, text, retryAfter: answer.headers['retry-after'] });
        });
    });
    asked.on('error', reject).end(body);
  });
}

function tokenFor(clientId: string, clientSecret: string) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', audience: 'directory' });
  form.set('client_id', clientId);
  form.set('client_secret', clientSecret);
  return send(`${api.service.url}/oauth/token`, {
    method: 'POST',
    body: form.toString(),
    type: 'application/x-www-form-urlencoded',
  });
}

const guess = (): string => `rcs_${randomBytes(32).toString('base64url')}`;

/** Guesses, and beside each twentieth a right one. */
async function flood(wrong: () => ReturnType<typeof send>, good: () => ReturnType<typeof send>) {
  const [answers, goods]: [Sending[], number[]] = [[], []];
  await Promise.all(
    Array.from({ length: GUESSES }, async (_, at) => {
      answers.push(await wrong());
      if (at % 20 === 0) goods.push((await good()).status);
    }),
  );
  return {
    guesses: new Set(answers.map(({ status }) => status)),
    refused: answers.filter(({ status }) => status === 401).length,
    slowed: answers.find(({ status }) => status === 429),
    goods: new Set(goods),
  };
}

describe('a thousand guesses from the address of a good client', () => {
  it('at SCIM: they are slowed, and the good one is answered; so is one whose token nobody has seen yet', async () => {
    const users = `${api.service.url}/scim/v2/Users?count=0`;
    const fresh = (await api.addTenant()).token;
    let isFirst = true;
    const good = () => {
      const token = isFirst ? fresh : api.first.token;
      isFirst = false;
      return send(users, { token });
    };
    const { guesses, refused, slowed, goods } = await flood(() => send(users, { token: guess() }), good);
    expect(guesses).toEqual(new Set([401, 429]));
    expect(refused).toBeLessThan(GUESSES / 2);
    expect(goods).toEqual(new Set([200]));
    expect(Number(slowed?.retryAfter)).toBeGreaterThan(0);
    expect(JSON.parse(slowed?.text ?? '')).toMatchObject({
      status: '429',
      detail: expect.stringContaining('wrong credentials'),
    });
  });

  it('at the operator’s API', async () => {
    const tenants = `${api.service.internalUrl}/admin/tenants?limit=1`;
    const { guesses, refused, goods } = await flood(
      () => send(tenants, { token: guess() }),
      () => send(tenants, { token: OPERATOR }),
    );
    expect(guesses).toEqual(new Set([401, 429]));
    expect(refused).toBeLessThan(GUESSES / 2);
    expect(goods).toEqual(new Set([200]));
  });

  it('at the token endpoint, in its own form', async () => {
    const { guesses, refused, slowed, goods } = await flood(
      () => tokenFor(reader.clientId, guess()),
      () => tokenFor(reader.clientId, reader.clientSecret),
    );
    expect(guesses).toEqual(new Set([401, 429]));
    expect(refused).toBeLessThan(GUESSES / 2);
    expect(goods).toEqual(new Set([200]));
    expect(JSON.parse(slowed?.text ?? '')).toMatchObject({ error: 'invalid_client' });
    expect(Number(slowed?.retryAfter)).toBeGreaterThan(0);
  });

  it('leave a trace of few lines: network, reason and client, and nothing that was guessed', () => {
    const told = lines.flatMap((line) => (line.includes('credentials failed') ? [JSON.parse(line) as object] : []));
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ surface: 'scim', network: '127.0.0.0/24', reason: 'unknown' }),
        expect.objectContaining({ surface: 'admin', network: '127.0.0.0/24', reason: 'wrong' }),
        expect.objectContaining({ surface: 'token', reason: 'unknown', clientId: reader.clientId }),
      ]),
    );
    expect(lines.join('').match(/"status":(401|429)/g)?.length ?? 0).toBeLessThan(20);
    expect(told.length).toBeLessThan(20);
    expect(lines.join('')).not.toMatch(/rc[sr]_/);
  });
});
