import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { MAX_INTERNAL_CONNECTIONS } from './bound-connections.js';
import { createLogger, PATIENCE, startService, strangerRules, type RunningService } from './index.js';

/** As the token endpoint: the credential may stand in the body. */
@Controller('token')
class TokenController {
  @Post()
  @HttpCode(204)
  take(): void {}
}

@Module({ controllers: [TokenController] })
class ProbeModule {}

const MOST = 10;
const SHARE = MOST / 2;
const PROXY = '127.0.0.9';
const OK = 'HTTP/1.1 200 OK';
const RIGHT = 'Bearer right';
let service: RunningService;
let sockets: Socket[] = [];

beforeEach(async () => {
  service = await startService({
    name: 'probe',
    module: ProbeModule,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('probe', { level: 'silent' }),
    maxConnections: MOST,
    door: ({ headers }) => headers.authorization === RIGHT,
    strangers: strangerRules({ TRUSTED_PROXIES: PROXY, FAILED_CREDENTIALS_PER_MINUTE: 60 }),
    patience: { ...PATIENCE, headersMs: 3_000, lookEveryMs: 100 },
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await service.stop();
});

async function open({ url = service.url, from = '127.0.0.1' } = {}): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, localAddress: from }).on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** As a stranger holds a connection: it may be looked at, and is not idle. */
async function openHalf(from: string): Promise<Socket> {
  const socket = (await open({ from })).resume();
  socket.write('GET /healthz HTTP/1.1\r\nhost: pro');
  return socket;
}

/** All of a request but the end of its body; by then the server waits for that, or has closed the connection. */
async function postHalf(from: string, authorization = 'none'): Promise<Socket> {
  const socket = await open({ from });
  const isWaitedFor = Promise.race([once(socket, 'data'), once(socket, 'close')]);
  const head = ['POST /token HTTP/1.1', 'host: probe', 'content-type: application/json', 'content-length: 9'];
  socket.write([...head, 'expect: 100-continue', `authorization: ${authorization}`, '', ''].join('\r\n'));
  await isWaitedFor;
  socket.write('{');
  return socket;
}

async function many<Made>(count: number, make: () => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  for (let at = 0; at < count; at += 1) made.push(await make());
  return made;
}

/** The first line of the answer; empty when the connection was closed instead. */
async function ask(socket: Socket): Promise<string> {
  if (socket.destroyed) return '';
  const answer = new Promise<string>((resolve) => {
    socket.once('data', (bytes) => resolve(bytes.toString('latin1').split('\r\n', 1)[0] ?? ''));
    socket.once('close', () => resolve(''));
  });
  socket.write('GET /healthz HTTP/1.1\r\nhost: probe\r\n\r\n');
  return answer;
}

const areClosed = (some: readonly Socket[], count: number) =>
  eventually(`${count} are closed`, () => some.filter(({ destroyed }) => destroyed).length === count);

describe('connections', () => {
  it('of one address are half of all at most, and its oldest make room for its new ones', async () => {
    const held = await many(SHARE + 3, () => openHalf('127.0.0.2'));
    await areClosed(held, 3);
    expect(held.map(({ destroyed }) => destroyed)).toEqual([true, true, true, ...Array<boolean>(SHARE).fill(false)]);
  });

  it('at half a header take no place from others, however many come and of however many addresses', async () => {
    const good = await open();
    expect(await ask(good)).toBe(OK);
    for (let round = 0; round < 5; round += 1) {
      for (const from of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) await many(MOST, () => openHalf(from));
      expect(await ask(await open())).toBe(OK);
      expect(await ask(good)).toBe(OK);
    }
  });

  it('at half a body take no place from others either, unless somebody was let in who sends it', async () => {
    const good = await postHalf('127.0.0.5', RIGHT);
    for (let round = 0; round < 5; round += 1) {
      for (const from of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) await many(MOST, () => postHalf(from));
      expect(await ask(await open())).toBe(OK);
    }
    expect(good.destroyed).toBe(false);
    const answer = once(good, 'data');
    good.write('"a": 12}');
    expect(String(await answer)).toMatch(/^HTTP\/1\.1 204 /);
  });

  it('on which nothing is asked make room for new ones, of any address', async () => {
    for (const from of ['127.0.0.2', '127.0.0.3', '127.0.0.4'])
      for (let at = 0; at < MOST; at += 1) expect(await ask(await open({ from }))).toBe(OK);
  });

  it('of those who forward for many have no share but all', async () => {
    const held = await many(MOST + 1, () => openHalf(PROXY));
    await areClosed(held, 1);
    // Whoever else holds one gives it up first.
    const other = await openHalf('127.0.0.2');
    await areClosed(held, 2);
    expect(await ask(await open({ from: PROXY }))).toBe(OK);
    await areClosed([other], 1);
    expect(held.filter(({ destroyed }) => destroyed)).toHaveLength(2);
  });

  it('on which nothing has come end after the time for headers', async () => {
    const socket = await open();
    socket.resume();
    const [hadError] = (await once(socket, 'close')) as [boolean];
    expect(hadError).toBe(false);
  });

  it('of the internal listener have a bound of their own, and are taken while the public one is full', async () => {
    await many(SHARE, () => open());
    for (let at = 0; at < SHARE; at += 1) await open({ from: '127.0.0.2' });
    const inside = await many(MAX_INTERNAL_CONNECTIONS, () => open({ url: service.internalUrl }));
    for (const socket of inside) socket.resume();
    expect(await ask(await open({ url: service.internalUrl }))).toBe(OK);
    await areClosed(inside, 1);
    expect(await ask(sockets[0] ?? (await open()))).toBe(OK);
  });
});
