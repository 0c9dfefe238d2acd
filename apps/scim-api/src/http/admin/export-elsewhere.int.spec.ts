import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, type JWTPayload } from 'jose';
import { INSTALLATION } from '#contracts';
import { openPool } from '#postgres';
import { ACCOUNT, TestConsole } from '../token/console.fixture.js';
import { TestScimApi, type TestConnection } from '../../scim-api.fixture.js';

/** Stands for a projection's API: two pages, to whoever has the operator's credential. */
class Projection {
  readonly asked: string[] = [];
  /** What the tokens said that it was asked with. */
  readonly said: JWTPayload[] = [];
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
      const token = headers.authorization?.replace('Bearer ', '') ?? '';
      if (token.includes('.')) made.said.push(decodeJwt(token));
      response.statusCode = made.isAway || (token !== 'o'.repeat(32) && !token.includes('.')) ? 500 : 200;
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

/** As an operator who has signed in to the console. */
async function asOperator(path: string): Promise<Response> {
  const owner = openPool({ url: api.database.ownerUrl, applicationName: 'export-test', max: 1 });
  const client = await TestConsole.registered({ owner });
  await owner.end();
  const form = new URLSearchParams(await client.form({ tid: INSTALLATION, roles: ['operator'] }, 'admin'));
  const answer = await fetch(`${api.service.url}/oauth/token`, { method: 'POST', body: form });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${api.service.internalUrl}/admin/tenants/${as.tenantId}${path}`, { headers });
}

describe('an operator who signed in at the console', () => {
  const said = {
    sub: ACCOUNT,
    tid: INSTALLATION,
    roles: ['operator'],
    azp: expect.any(String),
    auth_time: expect.any(Number),
  };

  it('exports, and other services are asked by tokens for them that are good for this export', async () => {
    const answer = await asOperator('/export');
    expect([answer.status, (await answer.text()).includes('"kind":"digest"')]).toEqual([200, true]);
    for (const [service, { said: all }] of Object.entries({ audit, notifier })) {
      expect(all).toHaveLength(2);
      expect(all[0]).toMatchObject({ ...said, aud: `rollcall:${service}`, export: as.tenantId });
    }
  });

  it('sees what became of an end in every service, and exports nothing by it', async () => {
    await api.owner.query(
      `insert into tenant_ends (tenant_id, asked_at, actor, reason, due_at, ended_at)
       values ($1, now(), '{"type":"operator","name":null}', 'It was asked for.', now(), now())`,
      [as.tenantId],
    );
    audit.said.length = 0;
    const { databases } = (await (await asOperator('/end')).json()) as {
      databases: { database: string; state: string }[];
    };
    await api.owner.query('delete from tenant_ends');
    expect(databases.filter(({ state }) => state === 'unknown')).toEqual([]);
    expect(audit.said).toEqual([expect.objectContaining({ ...said, aud: 'rollcall:audit' })]);
    expect(audit.said[0]?.export).toBeUndefined();
  });
});

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
    expect([audit.asked, notifier.asked].map((all) => all.findLast((url) => !url.includes('cursor')))).toEqual([
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
