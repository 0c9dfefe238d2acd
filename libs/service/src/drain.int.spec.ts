import { once } from 'node:events';
import { connect } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { expect, it } from '@jest/globals';
import { createLogger, startService } from './index.js';

@Controller()
class Probe {
  /** Holds the thread, as a busy process does. */
  @Get('work')
  work(): object {
    const until = performance.now() + 15;
    while (performance.now() < until);
    return {};
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}

const CLIENTS = 200;

/** The first line of the answer, or what happened instead. */
async function ask(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /work HTTP/1.1\r\nhost: probe\r\n\r\n');
  let answer = '';
  socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
  try {
    await once(socket, 'end');
  } catch (error) {
    return String(error);
  }
  return answer.split('\r\n', 1)[0] ?? '';
}

it('answers what stood in the queue of a busy process when it began to stop', async () => {
  const service = await startService({
    name: 'probe',
    module: ProbeModule,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('probe', { level: 'silent' }),
    drainDeadline: 30_000,
  });
  const port = Number(new URL(service.url).port);
  const answers = Array.from({ length: CLIENTS }, () => ask(port));
  const stopped = service.stop();
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 200 OK']));
  expect(await stopped).toBe(true);
}, 60_000);
