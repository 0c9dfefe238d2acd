import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Module } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { MAX_INTERNAL_CONNECTIONS } from './bound-connections.js';
import { createLogger, PATIENCE, startService, type RunningService } from './index.js';

@Module({})
class ProbeModule {}

const MOST = 5;
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
    patience: { ...PATIENCE, headersMs: 3_000, lookEveryMs: 100 },
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await service.stop();
});

async function open(url = service.url): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** The first line of the answer; empty when the connection was closed instead. */
async function ask(socket: Socket): Promise<string> {
  const answer = new Promise<string>((resolve) => {
    socket.once('data', (bytes) => resolve(bytes.toString('latin1').split('\r\n', 1)[0] ?? ''));
    socket.once('close', () => resolve(''));
  });
  socket.write('GET /healthz HTTP/1.1\r\nhost: probe\r\n\r\n');
  return answer;
}

describe('connections', () => {
  it('are no more than there may be: a further one is closed, and taken once there is room', async () => {
    const first = await open();
    for (let at = 1; at < MOST; at += 1) await open();
    expect(await ask(await open())).toBe('');
    first.destroy();
    const isTaken = async (): Promise<boolean> => (await ask(await open())) === 'HTTP/1.1 200 OK';
    await eventually('there is room again', isTaken, { timeout: 1_000 });
  });

  it('on which nothing is asked make room for new ones', async () => {
    for (let at = 0; at < MOST - 1; at += 1) expect(await ask(await open())).toBe('HTTP/1.1 200 OK');
    for (let at = 0; at < MOST; at += 1) expect(await ask(await open())).toBe('HTTP/1.1 200 OK');
  });

  it('on which nothing has come end after the time for headers', async () => {
    const socket = await open();
    socket.resume();
    const [hadError] = (await once(socket, 'close')) as [boolean];
    expect(hadError).toBe(false);
  });

  it('of the internal listener have a bound of their own, and are taken while the public one is full', async () => {
    for (let at = 0; at < MOST; at += 1) await open();
    for (let at = 0; at < MAX_INTERNAL_CONNECTIONS; at += 1) await open(service.internalUrl);
    expect(await ask(await open(service.internalUrl))).toBe('');
    expect(await ask(sockets[MOST] ?? (await open()))).toBe('HTTP/1.1 200 OK');
  });
});
