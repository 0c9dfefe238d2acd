import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Controller, Get, Module, Param, Req, Res } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { turns } from '#turns';
import { eventually } from '../../../test/support/eventually.js';
import {
  createLogger,
  goneOf,
  LIST_BYTES,
  MAX_WAITING_FOR_BYTES_OF_TENANT,
  MemoryShares,
  PATIENCE,
  startService,
  type Patience,
  type RunningService,
} from './index.js';

/** More than the kernel keeps for a connection that nobody reads, and less than a list holds. */
const LARGE = LIST_BYTES - 1_000_000;
const SHARE = 2 * LIST_BYTES;
const page = { items: Array.from({ length: 100 }, (_, n) => ({ id: n, text: 'x'.repeat(LARGE / 100) })), next: null };

@Controller('things')
class Probe {
  @Get()
  list(): object {
    return page;
  }

  @Get(':id')
  async find(@Param('id') id: string): Promise<object> {
    if (id === 'slow') await slow.promise;
    return { id };
  }

  @Get('all/stream')
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    goneOf(request);
    const lines = function* (): Generator<string> {
      listening = reply.raw.listenerCount('close');
      yield 'line';
    };
    void reply.type('text/plain').send(Readable.from(lines()));
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}

let slow: PromiseWithResolvers<void>;
let listening = 0;
let service: RunningService;
let shares: MemoryShares;
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await service.stop();
});

async function start(patience: Partial<Patience> = {}): Promise<void> {
  // No more is lent to anybody than its own share.
  shares = new MemoryShares({ SHARED_BYTES: 3 * SHARE, TENANT_SHARE_BYTES: SHARE, TENANT_SHARE_LIST_SECONDS: 1 });
  service = await startService({
    name: 'probe',
    module: ProbeModule,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('probe', { level: 'silent' }),
    door: (request) => {
      const { tenant } = request.headers;
      if (typeof tenant === 'string') request.tenantId = tenant;
      return true;
    },
    shares,
    patience: { ...PATIENCE, ...patience },
  });
}

/** Asks for a list, and reads nothing of it. */
function askOnly(tenant: string): Socket {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  sockets.add(socket);
  socket.pause();
  socket.write(`GET /things HTTP/1.1\r\nhost: probe\r\nconnection: close\r\ntenant: ${tenant}\r\n\r\n`);
  return socket;
}

const ask = (path: string, tenant: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`${service.url}${path}`, { headers: { tenant }, ...(signal && { signal }) });

describe('readers who do not take what they asked for', () => {
  it('hold their tenant’s share of memory, are told 429 beyond it, and cost no neighbour anything', async () => {
    await start();
    for (let at = 0; at < 2; at += 1) askOnly('busy');
    await eventually('two answers lie there', () => shares.held > 2 * LARGE && shares.held < 2 * LIST_BYTES);

    const hangUp = new AbortController();
    const waiting = Array.from({ length: MAX_WAITING_FOR_BYTES_OF_TENANT + 1 }, () =>
      ask('/things', 'busy', hangUp.signal),
    );
    const refused = await Promise.race(waiting);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await refused.json()).toMatchObject({ code: 'too-many-requests' });

    const neighbour = await ask('/things', 'calm');
    expect([neighbour.status, await neighbour.json()]).toEqual([200, page]);
    expect((await ask('/things/7', 'busy')).status).toBe(200);
    hangUp.abort();
    await Promise.allSettled(waiting);
    for (const socket of sockets) socket.destroy();
    await eventually('what was held is given back', () => shares.held === 0);
  });

  it('are ended when they take nothing', async () => {
    await start({ answerMs: 200 });
    askOnly('busy');
    await eventually('the answer lies there', () => shares.held > LARGE);
    await eventually('it is thrown away', () => shares.held === 0);
  });

  it('are ended when they take it too slowly', async () => {
    await start({ answerMs: 2_000, bytesPerSecond: 1_000_000_000 });
    const socket = askOnly('busy');
    let taken = 0;
    const take = (): void => {
      taken += (socket.read() as Buffer | null)?.length ?? 0;
    };
    const sipping = setInterval(take, 50);
    await eventually('the answer lies there', () => shares.held > LARGE);
    await eventually('it is thrown away', () => shares.held === 0);
    clearInterval(sipping);
    socket.on('readable', take);
    take();
    await once(socket, 'close');
    // Left alone it would have had all of it.
    expect(taken).toBeGreaterThan(500_000);
    expect(taken).toBeLessThan(LARGE);
  });

  it('are ended when they ask for nothing more, on both listeners', async () => {
    await start({ answerMs: 50, keepAliveMs: 200 });
    for (const url of [service.url, service.internalUrl]) {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      sockets.add(socket);
      socket.resume().write('GET /healthz HTTP/1.1\r\nhost: probe\r\n\r\n');
      await once(socket, 'close');
      expect(socket.bytesRead).toBeGreaterThan(0);
    }
  });

  it('are not ended while they wait for an answer', async () => {
    await start({ answerMs: 50 });
    slow = Promise.withResolvers<void>();
    const asking = ask('/things/slow', 'calm');
    await Promise.race([once(service.app.getHttpServer() as Server, 'timeout'), asking]);
    slow.resolve();
    expect((await asking).status).toBe(200);
  });

  it('are not ended by a long silence between two requests', async () => {
    await start({ answerMs: 50 });
    const first = await ask('/things/1', 'calm');
    await first.text();
    expect((await ask('/things', 'calm')).status).toBe(200);
  });
});

describe('a page', () => {
  it('is written in turns, which are counted for its tenant', async () => {
    await start();
    const heard: string[] = [];
    const hearNoMore = turns.onSpent((of) => heard.push(of));
    expect(await (await ask('/things', 'busy')).json()).toEqual(page);
    hearNoMore();
    expect(heard).toContain('busy');
  });

  it('waits for the end of an answer by one listener, whoever wants to know of it', async () => {
    await start();
    expect(await (await ask('/things/all/stream', 'a')).text()).toBe('line');
    // Five are Fastify's and Node's own.
    expect(listening).toBe(6);
  });
});
