import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHECKS } from './checks.js';
import { PROFILES, type CheckResult, type Report } from './check.js';
import { runChecks } from './run.js';
import { hasFallenShort } from './tally.js';

interface Nonsense {
  readonly name: string;
  readonly status: number;
  readonly type?: string;
  readonly body?: unknown;
  /** The checks that pass, because this is indeed what they ask for. */
  readonly passes: readonly string[];
}

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const error = (status: number) => ({
  schemas: [ERROR],
  status: String(status),
  scimType: 'invalidValue',
  detail: 'none',
});

const TARGETS: readonly Nonsense[] = [
  { name: 'says yes', status: 200, body: {}, passes: ['http.options', 'interop.conformant-is-true-or-absent'] },
  { name: 'says nothing', status: 204, passes: ['http.options'] },
  { name: 'refuses', status: 400, body: error(400), passes: ['http.options'] },
  {
    name: 'has no such thing',
    status: 404,
    body: error(404),
    passes: [
      'discovery.resourcetypes.absent',
      'discovery.schemas.absent',
      'http.error.media-type',
      'http.options',
      'me',
    ],
  },
  { name: 'is a web site', status: 200, type: 'text/html', body: '<html></html>', passes: ['http.options'] },
  { name: 'has broken down', status: 500, type: 'text/html', body: '<html></html>', passes: [] },
];

describe('of a target that to every request', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it.each(TARGETS)('$name, no check passes but what asks for just that', async ({ status, type, body, passes }) => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(status, { 'content-type': type ?? 'application/scim+json' });
        response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const report = await runOn(server);
    const passed = report.checks.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
    expect(passed.sort()).toEqual([...passes].sort());
    expect(hasFallenShort(report)).toBe(true);
    expect(report.checks.filter(isUnexplained)).toEqual([]);
  });
});

function runOn(server: Server): Promise<Report> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`;
  return runChecks(CHECKS, { url, token: 'x', required: PROFILES, requestTimeout: 2_000, totalTimeout: 60_000 });
}

function isUnexplained({ verdict, seen, exchange }: CheckResult): boolean {
  return seen === '' || (verdict === 'fail' && (exchange === null || seen.includes('could not read')));
}
