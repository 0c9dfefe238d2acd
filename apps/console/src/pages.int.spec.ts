import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestConsole } from './console.fixture.js';

let web: string;
let console: TestConsole;
beforeAll(async () => {
  web = await mkdtemp(join(tmpdir(), 'rollcall-web-'));
  await mkdir(join(web, 'assets'));
  await writeFile(join(web, 'index.html'), '<!doctype html><html><head><title>T</title></head><body></body></html>');
  await writeFile(join(web, 'assets', 'index-a1b2.js'), 'export {};');
  await writeFile(join(web, 'secret.txt'), 'no asset');
  console = await TestConsole.start({ WEB_DIR: web });
});
afterAll(async () => {
  await console?.stop();
  await rm(web, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(console.service.url + path, { headers: { accept: 'text/html', ...headers } });

describe('a page', () => {
  it.each(['/', '/demo', '/t/contoso-demo/people/42', '/r/0199a0c0-0000-7000-8000-000000000001', '/index.html'])(
    'is the same document at %s, never kept, with a nonce of its own',
    async (path) => {
      const answer = await get(path);
      const html = await answer.text();
      const [, nonce = ''] = /<meta property="csp-nonce" nonce="([\w-]{22})">/.exec(html) ?? [];
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(await (await get(path)).text()).not.toContain(nonce);
    },
  );

  it('may load what is ours, be framed by nobody, and make no script of a string', async () => {
    const { headers } = await get('/');
    const policy = headers.get('content-security-policy') ?? '';
    const directives = [
      `default-src 'none'`,
      `script-src 'self'`,
      `connect-src 'self'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
      `form-action 'self'`,
      `require-trusted-types-for 'script'`,
      'report-uri /api/csp-reports',
    ];
    expect(policy.split('; ')).toEqual(expect.arrayContaining(directives));
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

it.each([
  ['/', 200],
  ['/assets/index-a1b2.js', 200],
  ['/assets/none.js', 404],
  ['/api/session', 401],
  ['/api/nothing', 404],
])('the answer to %s is guarded as every other', async (path, status) => {
  const { headers, status: found } = await get(path, { accept: '*/*' });
  expect(found).toBe(status);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy': expect.stringContaining(`frame-ancestors 'none'`),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

describe('an asset', () => {
  it('is kept for ever', async () => {
    const { headers } = await get('/assets/index-a1b2.js');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toContain('javascript');
  });

  it.each(['/assets/..%2fsecret.txt', '/assets/%2e%2e/secret.txt', '/assets/.%2e/index.html'])(
    'is nothing that lies beside them: %s',
    async (path) => {
      const answer = await get(path);
      expect(await answer.text()).not.toContain('no asset');
    },
  );
});

it.each(['/api', '/api/', '/api/nothing', '/api/scim-api', '/api/other/employees', '/assets/'])(
  '%s is nowhere, and no page',
  async (path) => {
    const answer = await get(path);
    expect([401, 403, 404]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  },
);

describe('a report of a browser', () => {
  const report = (type: string, body: string): Promise<Response> =>
    fetch(`${console.service.url}/api/csp-reports`, { method: 'POST', headers: { 'content-type': type }, body });

  it('is counted by its directive, and nothing else of it is kept', async () => {
    const former = JSON.stringify({
      'csp-report': { 'effective-directive': 'img-src', 'document-uri': 'http://p/secret' },
    });
    const list = JSON.stringify([
      { type: 'csp-violation', body: { effectiveDirective: 'style-src-attr', sample: 'secret' } },
    ]);
    expect((await report('application/csp-report', former)).status).toBe(204);
    expect((await report('application/reports+json', list)).status).toBe(204);
    const told = console.lines.filter((line) => line.includes('its policy forbids')).join('');
    for (const directive of ['img-src', 'style-src-attr']) expect(told).toContain(`"directive":"${directive}"`);
    expect(console.lines.join('')).not.toContain('secret');
  });

  it.each([
    ['that is none', '{"csp-report":{"effective-directive":"made-up-by-me"}}', 204],
    ['of nonsense', 'not json', 204],
    ['that is large', `"${'x'.repeat(20_000)}"`, 413],
  ])('%s is bounded', async (_what, body, status) => {
    expect((await report('application/csp-report', body)).status).toBe(status);
    expect(console.lines.join('')).not.toContain('made-up-by-me');
  });
});

it('answers on ::1, too, where the machine has it', async () => {
  const { port } = new URL(console.service.url);
  const answer = await fetch(`http://[::1]:${port}/healthz`).catch((error: unknown) => error);
  const { default: os } = await import('node:os');
  const hasIt = Object.values(os.networkInterfaces())
    .flat()
    .some((one) => one?.address === '::1');
  if (hasIt) expect(answer).toMatchObject({ status: 200 });
  else expect(answer).toBeInstanceOf(Error);
});
