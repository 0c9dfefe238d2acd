import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';

/** Stands for a projection's API: two pages, to whoever has the operator's credential. */
class Projection {
  readonly asked: string[] = [];
  isAway = false;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Projection> {
    const server = createServer();
    const made = new Projection(server);
    server.on('request', (request: IncomingMessage, response) => {
      const { url = '', headers } = request;
      made.asked.push(url);
      response.statusCode = made.isAway || headers.authorization !== `Bearer ${'o'.repeat(32)}` ? 500 : 200;
      const isSecond = url.includes('cursor=');
      response.end(JSON.stringify({ items: [{ id: isSecond ? 'second' : 'first' }], next: isSecond ? null : 'a/b' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

let audit: Projection;
let notifier: Projection;
let api: TestScimApi;
let as: TestConnection;
beforeAll(async () => {
  [audit, notifier] = [await Projection.start(), await Projection.start()];
  const settings = { PROJECTION_URLS: `audit=${audit.url}, notifier=${notifier.url}/` };
  api = await TestScimApi.start(undefined, undefined, settings);
  as = await api.addTenant();
}, 60_000);
afterAll(async () => {
  await api.stop();
  audit.stop();
  notifier.stop();
});

function exported(): Promise<Response> {
  const headers = { authorization: `Bearer ${'o'.repeat(32)}` };
  return fetch(`${api.service.internalUrl}/admin/tenants/${as.tenantId}/export`, { headers });
}

async function acts(): Promise<number> {
  const statement = `select from outbox where tenant_id = $1 and value like '%tenants.export%'`;
  return (await api.owner.query(statement, [as.tenantId])).rowCount ?? 0;
}

describe('the export of a tenant that other services have a part of', () => {
  it('has their parts under the one digest, page after page, asked for as whoever exports', async () => {
    const text = await (await exported()).text();
    const lines = text.trimEnd().split('\n');
    const parts = lines.map((line) => JSON.parse(line) as { kind: string; id: string; elsewhere?: object });
    expect(parts[0]?.elsewhere).toEqual({});
    expect(parts.slice(-5, -1).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'entry first',
      'entry second',
      'delivery first',
      'delivery second',
    ]);
    const value = createHash('sha256')
      .update(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1))
      .digest('hex');
    expect(parts.at(-1)).toMatchObject({ kind: 'digest', lines: lines.length - 1, value });
    expect([audit.asked, notifier.asked].map(([first]) => first)).toEqual([
      `/admin/entries?tenantId=${as.tenantId}&limit=200`,
      `/admin/tenants/${as.tenantId}/deliveries?limit=200`,
    ]);
    expect(audit.asked.at(-1)).toContain('cursor=a%2Fb');
  });

  it('is refused, and no act, while one of them is away', async () => {
    const before = await acts();
    notifier.isAway = true;
    const answer = await exported();
    notifier.isAway = false;
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'service-away', service: 'notifier' }),
    ]);
    expect(await acts()).toBe(before);
  });
});
