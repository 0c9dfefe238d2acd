import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { afterEach, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { createLogger, PATIENCE, startService, type Patience, type RunningService } from './index.js';

const CHUNK = 'x'.repeat(65_536);
const LAST = 50;

let isEnded = false;
let service: RunningService;

function* chunks(most: number): Generator<string> {
  try {
    for (let n = 0; n < most; n += 1) yield CHUNK;
  } finally {
    isEnded = true;
  }
}

@Controller()
class Probe {
  @Get('endless')
  async endless(@Res() reply: FastifyReply): Promise<void> {
    await reply.send(Readable.from(chunks(Infinity), { objectMode: false }));
  }

  @Get('whole')
  async whole(@Res() reply: FastifyReply): Promise<void> {
    await reply.send(Readable.from(chunks(LAST), { objectMode: false }));
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}

afterEach(() => service.stop());

async function start(patience: Partial<Patience>): Promise<void> {
  isEnded = false;
  service = await startService({
    name: 'probe',
    module: ProbeModule,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('probe', { level: 'silent' }),
    door: () => true,
    patience: { ...PATIENCE, ...patience },
  });
}

it('ends a stream that is always taken, and too slowly, and what it is read from', async () => {
  await start({ answerMs: 1_000, bytesPerSecond: 1_000_000_000, lookEveryMs: 50 });
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  socket.pause();
  socket.write('GET /endless HTTP/1.1\r\nhost: probe\r\n\r\n');
  // Something goes within each `answerMs`: a client who takes nothing is ended without this.
  const sipping = setInterval(() => void socket.read(), 20);
  await once(socket, 'close');
  clearInterval(sipping);
  expect(isEnded).toBe(true);
});

it('leaves alone whoever takes it', async () => {
  await start({ answerMs: 1_000, bytesPerSecond: 1_000, lookEveryMs: 1 });
  const text = await (await fetch(`${service.url}/whole`)).text();
  expect(text).toHaveLength(LAST * CHUNK.length);
});
