import { EventEmitter, once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { Body, Controller, Get, Module, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { recordTelemetry } from '../../../test/support/record-telemetry.js';
import { eventually } from '../../../test/support/eventually.js';
import { MAX_UNANSWERED } from './pipelined.js';
import {
  aside,
  createLogger,
  inOrder,
  NOT_FOUND,
  PAGE,
  parseBody,
  parseQuery,
  startService,
  type Readiness,
  type RunningService,
} from './index.js';

const gate = new EventEmitter();
/** Lines of a stream that were made. */
let streamed = -1;
const ITEM = Type.Object({ name: Type.String() }, { additionalProperties: false });

@Controller()
class Probe {
  @Get('slow')
  async slow(): Promise<object> {
    const opened = once(gate, 'open');
    gate.emit('entered');
    await opened;
    return { done: true };
  }

  @Get('stream')
  stream(@Res() reply: FastifyReply): void {
    async function* lines(): AsyncGenerator<string> {
      for (let at = 0; at < 1_000; at += 1) {
        streamed = at;
        yield `${at}\n`.padEnd(1_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    void reply.send(Readable.from(lines()));
  }

  @Get('people/:id')
  person(@Param('id') id: string): object {
    if (id === 'bug') throw new Error('the row of jane@acme.example is broken');
    throw NOT_FOUND;
  }

  @Get('people')
  people(@Query(parseQuery(Type.Object({ ...PAGE, filter: Type.Optional(Type.String()) }))) query: object): object {
    return query;
  }

  @Post('people')
  create(@Body(parseBody(ITEM)) body: object): object {
    return body;
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}

let service: RunningService;
let lines: string[] = [];
afterEach(() => service.stop());

interface Options {
  readonly drainDeadline?: number;
  readonly drainGrace?: number;
  readonly readiness?: Readiness;
}

async function start(options: Options = {}): Promise<void> {
  lines = [];
  service = await startService({
    name: 'probe',
    module: ProbeModule,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('probe', { level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    readiness: { store: () => true },
    bodyLimit: 1_000,
    ...options,
  });
}

async function ask(
  path: string,
  init: RequestInit = {},
  url = service.url,
): Promise<{ status: number; type: string; body: unknown }> {
  const response = await fetch(url + path, init);
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.json() };
}

describe('a running service', () => {
  it('says that it is alive, and whether it can work', async () => {
    let isReady = false;
    await start({ readiness: { store: () => isReady } });
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
    expect(await ask('/readyz')).toMatchObject({ status: 503, body: { checks: { store: 'failed' } } });
    isReady = true;
    await eventually('it is ready', async () => (await ask('/readyz')).status === 200);
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect((await fetch(`${service.internalUrl}/metrics`)).status).toBe(200);
  });

  it('looks at its checks once for all who ask at the same time', async () => {
    let looks = 0;
    const found = Promise.withResolvers<boolean>();
    const store = (): Promise<boolean> => {
      looks += 1;
      return found.promise;
    };
    await start({ readiness: { store } });
    const answers = Promise.all(Array.from({ length: 50 }, () => ask('/readyz')));
    await eventually('it is looked at', () => looks > 0);
    await ask('/healthz');
    found.resolve(true);
    expect((await answers).map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(looks).toBeLessThanOrEqual(2);
  });

  it('says what is in order and has a reason, and is ready', async () => {
    await start({ readiness: { store: () => true, trial: () => ({ outcome: 'ok', because: 'it is for tests' }) } });
    const { body } = await ask('/readyz', {}, service.internalUrl);
    const because = { trial: 'it is for tests' };
    expect(body).toMatchObject({ status: 'ready', checks: { store: 'ok', trial: 'ok' }, because });
  });

  it('is ready while something beside its requests fails, and says so', async () => {
    await using telemetry = new AsyncDisposableStack();
    telemetry.adopt(recordTelemetry(), (recorded) => recorded.stop());
    let problems = ['the broker is away', 'users/3 is stopped'];
    const parked = { outcome: 'degraded', because: '2 events are parked' } as const;
    await start({
      readiness: { store: () => true, consumer: aside(() => inOrder(problems)), parked: () => parked },
    });
    expect(await ask('/readyz', {}, service.internalUrl)).toMatchObject({
      status: 200,
      body: {
        status: 'degraded',
        checks: { store: 'ok', consumer: 'failed', parked: 'degraded' },
        because: { consumer: 'the broker is away; users/3 is stopped', parked: '2 events are parked' },
      },
    });
    const shown = await (await fetch(`${service.internalUrl}/metrics`)).text();
    expect(shown.match(/^rollcall_check\{.*$/gm)?.map((line) => line.replace(/,otel[^}]*/, '').trim())).toEqual([
      'rollcall_check{check="store"} 0',
      'rollcall_check{check="consumer"} 2',
      'rollcall_check{check="parked"} 1',
    ]);
    problems = [];
    const consumer = async (): Promise<unknown> => (await ask('/readyz')).body;
    await eventually('the consumer is in order', async () =>
      JSON.stringify(await consumer()).includes('"consumer":"ok"'),
    );
  });

  it('answers for one check alone, by its name, and refuses a name that it does not know', async () => {
    let asked = 0;
    const store = (): boolean => (asked += 1) === 0;
    const parked = { outcome: 'degraded', because: '2 events are parked' } as const;
    await start({ readiness: { store, consumer: aside(() => false), parked: () => parked } });
    expect(await ask('/readyz?of=consumer')).toEqual(
      expect.objectContaining({
        status: 503,
        body: { status: 'not ready', phase: 'running', checks: { consumer: 'failed' } },
      }),
    );
    expect(await ask('/readyz?of=parked')).toMatchObject({ status: 200, body: { status: 'degraded' } });
    expect(asked).toBe(0);
    for (const query of ['of=nobody', 'of=', 'of=store&of=consumer', 'off=store', 'of=store&at=once']) {
      expect(await ask(`/readyz?${query}`)).toMatchObject({
        status: 400,
        type: expect.stringContaining('application/problem+json'),
        body: { code: 'unknown-check', allowed: ['of=store', 'of=consumer', 'of=parked'] },
      });
    }
  });

  it('ends a connection that asks on without an answer, before it has taken more than a few requests', async () => {
    let looks = 0;
    await start({ readiness: { store: () => new Promise(() => (looks += 1)) } });
    for (const [url, address] of [
      [service.url, '/slow'],
      [service.internalUrl, '/readyz'],
    ] as const) {
      let entered = 0;
      const onEntered = (): void => void (entered += 1);
      gate.on('entered', onEntered);
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`GET ${address} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(1_000));
      await once(socket, 'close');
      gate.off('entered', onEntered);
      gate.emit('open');
      expect(entered).toBeLessThanOrEqual(MAX_UNANSWERED);
    }
    expect(looks).toBeLessThanOrEqual(1);
  });

  it('answers what is asked behind each other, a few at once', async () => {
    await start();
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    let answered = '';
    socket.on('data', (part) => (answered += part.toString('latin1')));
    socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(MAX_UNANSWERED));
    await eventually('all are answered', () => answered.split('HTTP/1.1 200').length === MAX_UNANSWERED + 1);
    socket.destroy();
  });

  it('makes no stream for a client that asks for its head', async () => {
    await start();
    const answer = await fetch(`${service.url}/stream`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    await ask('/healthz');
    expect(streamed).toBe(-1);
  });

  it('does not wait for a check that does not come back', async () => {
    await start({ readiness: { store: () => new Promise(() => undefined) } });
    expect(await ask('/readyz')).toMatchObject({ status: 503, body: { checks: { store: 'timed out' } } });
  });

  it('answers errors as problems with the request id', async () => {
    await start();
    const response = await fetch(`${service.url}/people/1`);
    const requestId = response.headers.get('x-request-id');
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'urn:rollcall:problem:not-found',
      title: 'Not Found',
      status: 404,
      code: 'not-found',
      detail: 'There is nothing here.',
      requestId,
    });
    expect(await ask('/nowhere/jane@acme.example')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('tells nothing about what it did not expect, and logs it', async () => {
    await start();
    const answer = await ask('/people/bug');
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toContain('broken');
    expect(lines.join('')).toContain('is broken');
  });

  it('refuses an unknown parameter and names the allowed ones', async () => {
    await start();
    expect(await ask('/people?limit=5&page=2')).toMatchObject({
      status: 400,
      body: { code: 'unknown-parameter', parameter: 'page', allowed: ['limit', 'cursor', 'filter'] },
    });
    expect(await ask('/people?limit=201')).toMatchObject({ status: 400, body: { parameter: 'limit' } });
    expect(await ask('/people?limit=5&limit=6')).toMatchObject({ status: 400, body: { parameter: 'limit' } });
    expect(await ask('/people?limit=x')).toMatchObject({ status: 400, body: { parameter: 'limit' } });
    expect(await ask('/people?limit=200')).toMatchObject({ status: 200, body: { limit: 200 } });
    expect(await ask('/people')).toMatchObject({ status: 200, body: { limit: 50 } });
  });

  it('bounds and checks what it is sent', async () => {
    await start();
    const post = (body: string, type = 'application/json') =>
      ask('/people', { method: 'POST', body, headers: { 'content-type': type } });
    expect(await post('{"name":"a"}')).toMatchObject({ status: 201 });
    expect(await post('{"name":1}')).toMatchObject({ status: 400, body: { code: 'invalid-body', member: 'name' } });
    expect(await post('{"name"')).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
    expect(await post(JSON.stringify({ name: 'x'.repeat(2_000) }))).toMatchObject({ status: 413 });
    expect(await post('<name/>', 'text/xml')).toMatchObject({ status: 415 });
  });

  it('logs each request by route and id, and never what was asked for', async () => {
    await start();
    await ask(`/people?filter=${encodeURIComponent('userName eq "jane@acme.example"')}`);
    await ask('/people/jane@acme.example');
    await ask('/people/0198c0de-0000-7000-8000-000000000001');
    await ask('/jane@acme.example');
    await service.stop();
    expect(lines.join('')).not.toMatch(/jane|acme/);
    const requests = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line.msg === 'request');
    expect(requests).toMatchObject([
      { method: 'GET', route: '/people', status: 200, service: 'probe', requestId: expect.any(String) },
      { route: '/people/:id', status: 404 },
      { route: '/people/:id', ids: { id: '0198c0de-0000-7000-8000-000000000001' } },
      { route: '(none)', status: 404 },
    ]);
    expect(requests[1]).not.toHaveProperty('ids');
  });
});

describe('stopping', () => {
  it('lets a request under way finish and takes no new one', async () => {
    await start();
    const entered = once(gate, 'entered');
    const slow = ask('/slow');
    await entered;
    const stopped = service.stop();
    await expect(refusal(service.url)).resolves.toMatch(/refused|503/);
    gate.emit('open');
    expect(await slow).toMatchObject({ status: 200, body: { done: true } });
    expect(await stopped).toBe(true);
  });

  it('takes requests for its grace, not ready and saying goodbye with each answer', async () => {
    await start({ drainGrace: 400, drainDeadline: 5_000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await send(agent, '/people')).toMatchObject({ status: 200, connection: 'keep-alive' });
    const stopped = service.stop();
    expect(await send(agent, '/readyz')).toMatchObject({ status: 503, connection: 'close' });
    expect(await send(agent, '/readyz?of=store')).toMatchObject({ status: 503 });
    expect(await send(agent, '/healthz')).toMatchObject({ status: 200, connection: 'close' });
    expect(await send(agent, '/people')).toMatchObject({ status: 200, connection: 'close' });
    expect(await stopped).toBe(true);
    await expect(send(agent, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
  });

  it('answers what was on its way when it began, on connections that were idle and without a grace', async () => {
    await start();
    const agents = Array.from({ length: 20 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    await Promise.all(agents.map((agent) => send(agent, '/people')));
    const stopped = service.stop();
    const answers = await Promise.all(agents.map((agent) => send(agent, '/people')));
    expect(new Set(answers.map(({ status, connection }) => `${status} ${connection}`))).toEqual(new Set(['200 close']));
    expect(await stopped).toBe(true);
    for (const agent of agents) agent.destroy();
  });

  it('is refused a grace that leaves no time to finish', async () => {
    await expect(start({ drainGrace: 2_000, drainDeadline: 2_000 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('does not wait for a connection on which nothing is asked', async () => {
    await start({ drainDeadline: 2_000 });
    const silent = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(silent, 'connect');
    const closed = once(silent, 'close');
    expect(await service.stop()).toBe(true);
    await closed;
  });

  it('gives up at the deadline', async () => {
    await start({ drainDeadline: 50 });
    const entered = once(gate, 'entered');
    const slow = ask('/slow');
    await entered;
    expect(await service.stop()).toBe(false);
    gate.emit('open');
    await slow;
  });
});

interface Met {
  readonly status: number;
  readonly connection: string | undefined;
}

/** A request over a client that keeps its connection alive. */
function send(agent: Agent, path: string): Promise<Met> {
  return new Promise((resolve, reject) => {
    const request = get(service.url + path, { agent }, (response) => {
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection });
      });
    });
    request.on('error', reject);
  });
}

/** What a new request meets: a refused connection, or 503 on one that was open already. */
async function refusal(url: string): Promise<string> {
  for (;;) {
    try {
      const response = await fetch(`${url}/healthz`);
      if (response.status !== 200) return String(response.status);
    } catch {
      return 'refused';
    }
  }
}
