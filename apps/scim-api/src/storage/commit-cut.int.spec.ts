import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestScimApi } from '../scim-api.fixture.js';
import { eventually } from '../../../../test/support/eventually.js';

/** What the proxy does to the next COMMIT of a transaction that inserts a user. */
type Cut = 'no' | 'before it arrives' | 'after it arrived';

/** Stands between the service and PostgreSQL, and can cut a connection at its COMMIT. */
class CuttingProxy {
  cut: Cut = 'no';
  /** Transactions with fewer events than this are let through. */
  least = 1;
  cuts = 0;
  /** Connections that were turned away. */
  refused = 0;
  #isOpen = true;
  readonly #open = new Set<Socket>();
  readonly #server: Server;

  constructor(target: { readonly host: string; readonly port: number }) {
    this.#server = createServer((client) => {
      if (!this.#isOpen) {
        this.refused += 1;
        client.destroy();
        return;
      }
      const server = connect(target);
      this.#open.add(client);
      client.on('close', () => this.#open.delete(client));
      let events = 0;
      let isDeaf = false;
      client.on('data', (bytes) => {
        const text = bytes.toString('latin1');
        events += text.split('rollcall.UserProvisioned').length - 1;
        if (this.cut === 'no' || events < this.least || !text.includes('commit\0')) {
          if (text.includes('commit\0')) events = 0;
          server.write(bytes);
          return;
        }
        this.cuts += 1;
        const how = this.cut;
        this.cut = 'no';
        isDeaf = true;
        if (how === 'before it arrives') server.destroy();
        else server.write(bytes, () => server.once('data', () => client.destroy()));
        if (how === 'before it arrives') client.destroy();
      });
      server.on('data', (bytes) => {
        if (!isDeaf) client.write(bytes);
      });
      for (const [socket, other] of [
        [client, server],
        [server, client],
      ] as const) {
        socket.on('error', () => other.destroy());
        socket.on('close', () => other.destroy());
      }
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    // A TCP server that listens has an address with a port.
    return (this.#server.address() as AddressInfo).port;
  }

  /** As when the server is gone: connections end, and none is taken. */
  refuse(): void {
    this.#isOpen = false;
    for (const client of this.#open) client.destroy();
  }

  accept(): void {
    this.#isOpen = true;
  }

  close(): void {
    this.#server.close();
  }
}

describe('a connection that dies at COMMIT', () => {
  let proxy: CuttingProxy;
  let api: TestScimApi;

  beforeAll(async () => {
    ({ proxy, api } = await startBehindProxy());
  });

  afterAll(async () => {
    await api.stop();
    proxy.close();
  });

  const create = (userName: string) => api.ask('POST', '/Users', { body: { userName, active: true } });

  async function stored(userName: string): Promise<{ users: number; events: number }> {
    const { rows } = await api.owner.query<{ users: number; events: number }>(
      `select (select count(*)::int from users where user_name_key = $1) as users,
              (select count(*)::int from outbox where value like '%' || $1 || '%') as events`,
      [userName],
    );
    return rows[0] ?? { users: -1, events: -1 };
  }

  it('is answered 503 and run once only, when nothing was stored', async () => {
    await create('warm@example.com');
    proxy.cut = 'before it arrives';

    const { status, headers, body } = await create('lost@example.com');

    expect([proxy.cuts, status, headers.get('retry-after')]).toEqual([1, 503, expect.stringMatching(/^\d+$/)]);
    expect(body.detail).toContain('not known');
    expect(await stored('lost@example.com')).toEqual({ users: 0, events: 0 });
    expect((await create('lost@example.com')).status).toBe(201);
  });

  it('is answered 503 and run once only, when all was stored; the repeated request is told the id', async () => {
    proxy.cut = 'after it arrived';

    const { status } = await create('kept@example.com');

    expect([proxy.cuts, status]).toEqual([2, 503]);
    const found = await eventually('the transaction is over', async () => {
      const counts = await stored('kept@example.com');
      return counts.users === 1 && counts;
    });
    expect(found).toEqual({ users: 1, events: 1 });
    const again = await create('kept@example.com');
    expect(again.status).toBe(409);
    expect(again.body.detail).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('answers every request of its batch 503, and none twice', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `batch${at}@example.com`);
    proxy.least = 5;
    proxy.cut = 'before it arrives';

    // The first ones wait inside PostgreSQL while the others come, and are one batch behind them, however slow it all is.
    await api.owner.query('begin');
    await api.owner.query('lock table users in share mode');
    const asked = Promise.all(names.map(create));
    for (const _each of names) await api.ask('GET', '/ServiceProviderConfig');
    await api.owner.query('rollback');
    const answers = await asked;

    expect(answers.every(({ status }) => status === 201 || status === 503)).toBe(true);
    expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThanOrEqual(5);
    for (const [at, name] of names.entries()) {
      const expected = answers[at]?.status === 201 ? 1 : 0;
      expect([name, await stored(name)]).toEqual([name, { users: expected, events: expected }]);
    }
  });

  it.each(['before it arrives', 'after it arrived'] as const)(
    'takes only its own operations of a bulk with it, and those that need them: %s',
    async (cut) => {
      const word = cut.split(' ')[0] ?? '';
      const users = (count: number, part: string) =>
        Array.from({ length: count }, (_, at) => ({
          method: 'POST',
          path: '/Users',
          bulkId: `${part}${at}`,
          data: { userName: `${part}${at}.${word}@example.com`, active: true },
        }));
      const group = (bulkId: string, member: string) => ({
        method: 'POST',
        path: '/Groups',
        bulkId,
        data: { displayName: `${bulkId} ${word}`, members: [{ value: `bulkId:${member}` }] },
      });
      proxy.least = 20;
      proxy.cut = cut;
      const operations = [
        ...users(10, 'a'),
        group('first', 'a0'),
        ...users(30, 'b'),
        group('second', 'b0'),
        group('third', 'a1'),
      ];

      const { status, body } = await api.ask('POST', '/Bulk', { body: { Operations: operations } });

      const results: { status: string; response?: { detail: string } }[] = body.Operations ?? [];
      expect(status).toBe(200);
      expect(results.map((result) => result.status)).toEqual([
        ...Array.from({ length: 11 }, () => '201'),
        ...Array.from({ length: 31 }, () => '503'),
        '201',
      ]);
      expect(results[11]?.response?.detail).toContain('not known');
      const expected = cut === 'after it arrived' ? 1 : 0;
      await eventually('the transaction is over', async () => {
        const counts = await stored(`b0.${word}@example.com`);
        return counts.users === expected && counts.events === expected;
      });
      expect(await stored(`a0.${word}@example.com`)).toMatchObject({ users: 1, events: 1 });
    },
  );
});

describe('a database that goes away', () => {
  let proxy: CuttingProxy;
  let api: TestScimApi;

  beforeAll(async () => {
    ({ proxy, api } = await startBehindProxy());
  });

  afterAll(async () => {
    await api.stop();
    proxy.close();
  });

  it('lets a bulk report what committed, and answer the rest 503 without trying each', async () => {
    const Operations = Array.from({ length: 300 }, (_, at) => ({
      method: 'POST',
      path: '/Groups',
      bulkId: `${at}`,
      data: { displayName: `Group ${at}` },
    }));
    const answer = api.ask('POST', '/Bulk', { body: { Operations } });
    await eventually('the bulk has begun', async () => {
      const { rows } = await api.owner.query<{ count: number }>('select count(*)::int as count from groups');
      return (rows[0]?.count ?? 0) >= 5;
    });
    proxy.refuse();

    const { status, body } = await answer;

    proxy.accept();
    const results: { status: string }[] = body.Operations ?? [];
    const stored = await api.owner.query('select id from groups');
    const done = results.filter((result) => result.status === '201').length;
    expect([status, results.length]).toEqual([200, 300]);
    // The one that was under way may have been stored without an answer.
    expect([0, 1]).toContain(stored.rows.length - done);
    expect(new Set(results.slice(done).map((result) => result.status))).toEqual(new Set(['503']));
    expect(proxy.refused).toBeLessThan(20);
  });
});

async function startBehindProxy(): Promise<{ readonly proxy: CuttingProxy; readonly api: TestScimApi }> {
  const { hostname, port } = new URL(process.env.TEST_POSTGRES_URL ?? '');
  const proxy = new CuttingProxy({ host: hostname, port: Number(port) });
  const proxyPort = await proxy.listen();
  const api = await TestScimApi.start((url) => {
    const through = new URL(url);
    through.port = String(proxyPort);
    through.hostname = '127.0.0.1';
    return through.href;
  });
  return { proxy, api };
}
