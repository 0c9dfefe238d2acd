import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHECKS } from './checks.js';
import type { Check, Report } from './check.js';
import { FaultyProxy, type Fault } from './planted/faulty-proxy.js';
import { summary } from './outputs/terminal.js';
import { runChecks, Unreachable, type RunOptions } from './run.js';
import { ScimmyTarget } from './scimmy-target.fixture.js';
import { hasFallenShort } from './tally.js';

const STRANGER = { id: '1', userName: 'stranger@elsewhere.example', meta: { created: '', lastModified: '' } };

describe('a run', () => {
  let target: ScimmyTarget;
  let proxy: FaultyProxy;

  beforeAll(async () => {
    target = await ScimmyTarget.start();
    proxy = await FaultyProxy.start(target.url);
  });
  beforeEach(() => {
    target.users.clear();
    target.groups.clear();
    target.users.set(STRANGER.id, STRANGER);
  });
  afterEach(() => {
    proxy.fault = {};
    proxy.requests.length = 0;
  });
  afterAll(async () => {
    await proxy.stop();
    await target.stop();
  });

  it('removes what it made, and nothing else', async () => {
    const report = await run(only('users'));
    expect(report.checks.length).toBeGreaterThan(20);
    expect([report.leftBehind, [...target.users.keys()], target.groups.size]).toEqual([[], [STRANGER.id], 0]);
  });

  it('removes what it made when it is interrupted, and says that it was', async () => {
    const interrupted = new AbortController();
    const report = await run(only('users'), {
      signal: interrupted.signal,
      onResult: (_result, done) => {
        if (done === 10) interrupted.abort();
      },
    });
    expect(report).toMatchObject({ stopped: 'interrupted', leftBehind: [] });
    expect(report.checks.slice(10).every(({ verdict }) => verdict === 'skip')).toBe(true);
    expect([...target.users.keys()]).toEqual([STRANGER.id]);
    expect(hasFallenShort(report)).toBe(true);
  });

  it('removes what a request made whose answer was lost', async () => {
    proxy.fault = { breaks: ({ method }) => (method === 'POST' ? 'lost' : undefined) };
    const report = await run(only('users.create'));
    expect([report.leftBehind, [...target.users.keys()]]).toEqual([[], [STRANGER.id]]);
  });

  it('takes nothing of others with it when the target ignores filters', async () => {
    proxy.fault = {
      breaks: ({ method }) => (method === 'POST' ? 'lost' : undefined),
      request: (request) => ({ ...request, path: request.path.replace(/filter=[^&]*/, '') }),
    };
    await run(only('users.create.'));
    expect([...target.users.keys()]).toContain(STRANGER.id);
  });

  it('names what would not go', async () => {
    const refused = { status: 403, headers: {}, body: '' };
    proxy.fault = { request: (request) => (request.method === 'DELETE' ? Promise.resolve(refused) : request) };
    const report = await run(only('users.create.meta'));
    expect(report.leftBehind.length).toBeGreaterThan(0);
    expect(
      report.leftBehind.every((path) => target.users.has(path.split('/').at(-1) ?? '') || path.startsWith('/Groups')),
    ).toBe(true);
  });

  it('says when a brake on mass deactivation held it', async () => {
    const body = JSON.stringify({ status: '409', detail: 'The brake has engaged: 50 people were disabled.' });
    const held = { status: 409, headers: { 'content-type': 'application/scim+json' }, body };
    proxy.fault = { request: (request) => (request.method === 'DELETE' ? Promise.resolve(held) : request) };
    const report = await run(only('users.create.meta'));
    expect(report.heldByBrake).toBeGreaterThan(0);
    expect(summary(report)).toMatch(/requests? w.* refused by the brake of the connection.*\(brake: null\)/);
  });

  it('ends when the time for all checks is over', async () => {
    const endless: Check = {
      id: 'x',
      level: 'MAY',
      source: 'none',
      expected: 'never ends',
      run: async (probe) => {
        for (;;) await probe.get('/Schemas');
      },
    };
    const report = await run([endless, ...only('users.get')], { totalTimeout: 1_000 });
    expect(report).toMatchObject({ stopped: 'the time for all checks is over' });
    expect(report.checks.every(({ verdict }) => verdict === 'skip')).toBe(true);
    expect(hasFallenShort(report)).toBe(true);
  });

  it('ends when the target has gone silent', async () => {
    proxy.fault = { breaks: ({ path }) => (path.startsWith('/Users') ? 'reset' : undefined) };
    const report = await run(only('users'));
    expect(report.stopped).toBe('the target gave no answer to 6 checks in a row');
    expect(report.checks.filter(({ verdict }) => verdict === 'fail')).toHaveLength(6);
  });

  it('says that a target is not there', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await expect(run([], { url: `http://127.0.0.1:${port}/` })).rejects.toThrow(Unreachable);
  });

  it('waits where the target throttles', async () => {
    const throttled = { status: 429, headers: { 'retry-after': '0' }, body: '' };
    let left = 2;
    proxy.fault = {
      request: (request) => (request.path === '/Schemas' && left-- > 0 ? Promise.resolve(throttled) : request),
    };
    const report = await run(only('discovery.schemas.list'));
    expect(report.checks).toMatchObject([{ verdict: 'pass' }]);
  });

  it('takes the token nowhere else', async () => {
    const elsewhere = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    let visits = 0;
    elsewhere.on('request', () => (visits += 1));
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    proxy.fault = { answer: () => ({ status: 307, headers: { location }, body: '' }) };
    await run(only('users.get'));
    elsewhere.close();
    expect(visits).toBe(0);
    expect(proxy.requests.length).toBeGreaterThan(3);
  });

  it('keeps the path and the query string of the base URL', async () => {
    await run(only('filter.username'), { url: `${proxy.url}/?tenant=a%20b&flag` });
    const paths = proxy.requests.map(({ path }) => path);
    expect(paths).toContain('/ServiceProviderConfig?tenant=a%20b&flag');
    expect(paths.filter((path) => !path.includes('?tenant=a%20b&flag'))).toEqual([]);
    expect(paths.some((path) => path.startsWith('/Users?tenant=a%20b&flag&filter=userName%20eq%20'))).toBe(true);
  });

  it('shows no token, though the target echoes it', async () => {
    const echo: Fault = {
      answer: (answer, { headers }) => ({ ...answer, body: `${answer.body} ${headers.authorization ?? ''}` }),
    };
    proxy.fault = echo;
    const report = await run(only('users.create'));
    expect(JSON.stringify(report)).not.toContain(target.token);
  });

  function run(checks: readonly Check[], options: Partial<RunOptions> = {}): Promise<Report> {
    return runChecks(checks, {
      url: proxy.url,
      token: target.token,
      required: ['rfc'],
      requestTimeout: 2_000,
      totalTimeout: 60_000,
      ...options,
    });
  }
});

function only(start: string): readonly Check[] {
  return CHECKS.filter(({ id }) => id.startsWith(start));
}
