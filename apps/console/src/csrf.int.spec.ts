import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestConsole, type Browser } from './console.fixture.js';

let console: TestConsole;
let browser: Browser;
beforeAll(async () => {
  console = await TestConsole.start();
  browser = await console.signIn('auditor');
});
afterAll(() => console?.stop());

const SITES = {
  'a page of ours': { 'sec-fetch-site': 'same-origin' },
  'a page of ours, in an old browser': { origin: 'http://localhost:7306' },
  'a page of another port': { 'sec-fetch-site': 'same-site', origin: 'http://localhost:7301' },
  'a foreign page': { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' },
  'a foreign page, in an old browser': { origin: 'http://evil.example' },
  'a foreign page that says ours': { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:7306' },
  'a sandboxed frame': { origin: 'null' },
  'the address bar': { 'sec-fetch-site': 'none' },
  'no page': {},
} as const satisfies Record<string, Record<string, string>>;
const OURS: readonly string[] = ['a page of ours', 'a page of ours, in an old browser'];

const TOKENS = {
  'the token': () => browser.csrf,
  'another session’s token': () => 'A'.repeat(43),
  'no token': () => null,
} as const;

const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/x-www-form-urlencoded',
];

const MATRIX = Object.keys(SITES).flatMap((site) =>
  Object.keys(TOKENS).flatMap((token) => TYPES.map((type) => ({ site, token, type }))),
);

function send(path: string, method: string, headers: Record<string, string>, body?: string): Promise<Response> {
  return fetch(console.service.url + path, { method, headers, ...(body !== undefined && { body }) });
}

describe('a write', () => {
  it.each(MATRIX)('from $site with $token as $type', async ({ site, token, type }) => {
    const csrf = TOKENS[token as keyof typeof TOKENS]();
    const isTaken = OURS.includes(site) && token === 'the token' && type.startsWith('application/json');
    const headers = {
      ...SITES[site as keyof typeof SITES],
      ...(csrf !== null && { 'x-csrf-token': csrf }),
      cookie: browser.cookie,
      'content-type': type,
    };
    const answer = await send('/api/session', 'PATCH', headers, '{"theme":"dark"}');
    expect(answer.ok).toBe(isTaken);
    if (!isTaken) expect([403, 415]).toContain(answer.status);
  });

  it.each(Object.entries(SITES))('that signs in, from %s', async (site, headers) => {
    const body = JSON.stringify({ secret: console.secret('people') });
    const answer = await send('/api/session/demo', 'POST', { ...headers, 'content-type': 'application/json' }, body);
    expect(answer.status).toBe(OURS.includes(site) ? 204 : 403);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'of a service by %s is judged before the service is asked',
    async (method) => {
      const before = console.services.heard.length;
      const headers = { 'sec-fetch-site': 'cross-site', cookie: browser.cookie, 'x-csrf-token': browser.csrf };
      expect((await send('/api/scim-api/admin/tenants/self', method, headers)).status).toBe(403);
      expect(console.services.heard).toHaveLength(before);
    },
  );
});

it.each(['GET', 'HEAD'])('a %s changes nothing, from wherever it comes', async (method) => {
  const before = await console.acts();
  const answer = await send('/api/session', method, { 'sec-fetch-site': 'cross-site', cookie: browser.cookie });
  expect(answer.status).toBe(200);
  expect(await console.acts()).toEqual(before);
});

it.each(['GET', 'PUT', 'PATCH'])('signing in by %s is nowhere', async (method) => {
  const headers = { 'sec-fetch-site': 'same-origin', cookie: browser.cookie, 'x-csrf-token': browser.csrf };
  expect((await send('/api/session/demo', method, headers)).status).toBe(404);
});
