import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { pipeline, Transform } from 'node:stream';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordTelemetry, type RecordedTelemetry } from '../../../test/support/record-telemetry.js';
import { eventually } from '../../../test/support/eventually.js';
import { rawRequest, sendRaw } from '../../../test/support/raw-http.js';
import type { Patience } from './body-clock.js';
import {
  bearerIn,
  createLogger,
  doorOfAll,
  FailedCredentials,
  Problem,
  startService,
  UNAUTHENTICATED,
  type RunningService,
  type ServiceOptions,
} from './index.js';

@Controller()
class Probe {
  @Get('people')
  people(): object {
    return { all: true };
  }

  @Post('people')
  create(@Body() body: { name: string }): object {
    return { length: body.name.length };
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}

const RIGHT = 'the-right-one';
const GUESS = 'my-secret-guess';
const MEGABYTE = 1_048_576;

let telemetry: RecordedTelemetry;
let service: RunningService;
let impatient: RunningService;
/** As impatient, and reads its bodies through another stream, as scim-api does. */
let behindStream: RunningService;
const lines: string[] = [];

beforeAll(async () => {
  telemetry = recordTelemetry();
  service = await start();
  // As patient as a test is.
  const patience = {
    headersMs: 300,
    idleMs: 300,
    bytesPerSecond: 16_384,
    answerMs: 10_000,
    keepAliveMs: 65_000,
    requestMs: 20_000,
    lookEveryMs: 50,
  };
  impatient = await start(patience);
  behindStream = await start(patience, (app) => {
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('preParsing', (request, _reply, payload, done) => {
        const through = new Transform({
          transform: (chunk: Buffer, _encoding, next) => {
            next(chunk.includes('refused') ? new Problem(429, 'share', 'Too much.') : null, chunk);
          },
        });
        done(null, request.headers['transfer-encoding'] ? pipeline(payload, through, () => undefined) : payload);
      });
  });
});
afterAll(async () => {
  await Promise.all([service, impatient, behindStream].map((one) => one.stop()));
  await telemetry.stop();
});

function start(patience?: Patience, configure?: ServiceOptions['configure']): Promise<RunningService> {
  const logger = createLogger('probe', { level: 'info', destination: { write: (line) => void lines.push(line) } });
  const failures = new FailedCredentials({ surface: 'probe', logger });
  return startService({
    name: 'probe',
    module: ProbeModule,
    host: '127.0.0.1',
    port: 0,
    logger,
    door: doorOfAll((request) => {
      const token = bearerIn(request.headers.authorization);
      if (token === RIGHT) return Promise.resolve();
      const reason = token === undefined ? 'missing' : 'wrong';
      return Promise.reject(failures.refusal(request, { reason }, UNAUTHENTICATED));
    }),
    ...(patience === undefined ? {} : { patience }),
    ...(configure === undefined ? {} : { configure }),
  });
}

const JSON_TYPE = 'Content-Type: application/json';
const right = `Authorization: Bearer ${RIGHT}`;

/** A connection that is kept in hand: what it has been answered, and whether it has ended. */
class Line {
  answer = '';
  readonly closed: Promise<unknown>;
  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => (this.answer += chunk.toString('utf8'))).on('error', () => undefined);
    this.closed = once(socket, 'close');
  }

  /** @param allowHalfOpen who is told of the end goes on sending, as some do */
  static async open(url = service.url, { allowHalfOpen = false } = {}): Promise<Line> {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen });
    await once(socket, 'connect');
    return new Line(socket);
  }

  write(...what: readonly (string | Buffer)[]): void {
    for (const part of what) this.socket.write(part);
  }

  get status(): number {
    return Number(/^HTTP\/1\.1 (\d+)/.exec(this.answer)?.[1]);
  }
}

describe('a stranger', () => {
  it.each([
    ['POST /people HTTP/1.1', 401],
    ['POST /nowhere HTTP/1.1', 404],
    ['PUT /people HTTP/1.1', 405],
  ])('is answered before the body: %s', async (request, status) => {
    const all = await Promise.all(Array.from({ length: 40 }, () => Line.open()));
    for (const line of all) {
      line.write(
        `${request}\r\nHost: a\r\n${JSON_TYPE}\r\nContent-Length: ${MEGABYTE}\r\n\r\n`,
        Buffer.alloc(1_000, 32),
      );
    }
    await Promise.all(all.map((line) => line.closed));
    expect(all.map((line) => line.status)).toEqual(Array(40).fill(status));
    expect(all[0]?.answer.toLowerCase()).toContain('connection: close');
  });

  it('reads the answer, also while it still sends, and may send as much as a request may have', async () => {
    const line = await Line.open();
    line.write(`POST /people HTTP/1.1\r\nHost: a\r\n${JSON_TYPE}\r\nContent-Length: ${4 * MEGABYTE}\r\n\r\n`);
    const failed = new Promise((resolve) => line.socket.write(Buffer.alloc(4 * MEGABYTE, 32), resolve));
    await line.closed;
    expect([line.status, await failed]).toEqual([401, null]);
  });

  it('has hardly more of its body read than came with the headers', async () => {
    const read: Socket[] = [];
    const onConnection = (socket: Socket): void => void read.push(socket);
    const server: Server = service.app.getHttpServer();
    server.on('connection', onConnection);
    const bodies = ['Transfer-Encoding: chunked', `Content-Length: ${MEGABYTE}`].map((how) =>
      Buffer.concat([
        Buffer.from(`POST /people HTTP/1.1\r\nHost: a\r\n${JSON_TYPE}\r\n${how}\r\n\r\n`),
        Buffer.from(how.startsWith('T') ? '100000\r\n' : ''),
        Buffer.alloc(MEGABYTE, 32),
      ]),
    );
    const all = await Promise.all(Array.from({ length: 40 }, () => Line.open()));
    all.forEach((line, at) => line.write(bodies[at % 2] ?? ''));
    await Promise.all(all.map((line) => line.closed));
    await eventually('all have ended', () => read.length === 40 && read.every((socket) => socket.destroyed));
    server.off('connection', onConnection);
    expect(all.map((line) => line.status)).toEqual(Array(40).fill(401));
    // Node's own first look of each, and what is thrown away at once.
    expect(read.reduce((sum, { bytesRead }) => sum + bytesRead, 0)).toBeLessThan(40 * 2 * 65_536 + 6 * MEGABYTE);
  });

  it('has nothing done for what it sends behind that', async () => {
    const line = await Line.open();
    const request = `POST /people HTTP/1.1\r\nHost: a\r\n${JSON_TYPE}\r\nContent-Length: 9\r\n\r\n{`;
    line.write(request);
    await eventually('it is answered', () => line.status === 401);
    line.write(`"a": 12}GET /people HTTP/1.1\r\nHost: a\r\n${right}\r\n\r\n`);
    await line.closed;
    expect(line.answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it.each([
    ['Content-Encoding: gzip', 15_000, 415],
    ['Content-Encoding: identity', 200_000, 413],
  ])('has nothing done behind a refusal of what it was let in with: %s', async (encoding, bytes, status) => {
    const line = await Line.open(service.url, { allowHalfOpen: true });
    line.write(
      `POST /people HTTP/1.1\r\nHost: a\r\n${JSON_TYPE}\r\n${encoding}\r\n${right}\r\nContent-Length: ${bytes}\r\n\r\n`,
    );
    await eventually('it is answered', () => line.status === status);
    const get = `GET /people HTTP/1.1\r\nHost: a\r\n${right}\r\n\r\n`;
    const before = lines.length;
    line.socket.end(Buffer.concat([Buffer.alloc(bytes, 120), Buffer.from(get), Buffer.from(get)]));
    await line.closed;
    expect(line.answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(lines.slice(before).filter((text) => text.includes('"method":"GET"'))).toEqual([]);
  });

  it('is not told to send, and who is known is', async () => {
    const head = ['POST /people HTTP/1.1', JSON_TYPE, 'Content-Length: 12', 'Expect: 100-continue'];
    const [stranger, known] = [await Line.open(), await Line.open()];
    stranger.write(rawRequest(head));
    await stranger.closed;
    expect(stranger.status).toBe(401);
    expect(stranger.answer).not.toContain('100 Continue');
    known.write(rawRequest([...head, right]));
    await eventually('it is told to go on', () => known.status === 100);
    known.write('{"name":"a"}');
    await known.closed;
    expect(known.answer).toContain('HTTP/1.1 201');
  });

  it('continues no trace, whatever its flags, and who is known does', async () => {
    telemetry.reset();
    const [theirs, ours] = ['a', 'b'].map((digit) => digit.repeat(32));
    const parent = (trace: string | undefined): string => `traceparent: 00-${trace}-${'c'.repeat(16)}-01`;
    await sendRaw(service.url, rawRequest(['GET /people HTTP/1.1', parent(theirs)]));
    await sendRaw(service.url, rawRequest(['GET /people HTTP/1.1', parent(ours), right]));
    const spans = await eventually('both have ended', () => telemetry.spans().length === 2 && telemetry.spans());
    expect(spans[0]?.spanContext().traceId).not.toBe(theirs);
    expect(spans[0]?.parentSpanContext).toBeUndefined();
    expect(spans[1]?.spanContext().traceId).toBe(ours);
  });
});

describe('who guesses', () => {
  it('is slowed, and nobody else is at the same address', async () => {
    const guess = () => fetch(`${service.url}/people`, { headers: { authorization: `Bearer ${GUESS}` } });
    const good = () => fetch(`${service.url}/people`, { headers: { authorization: `Bearer ${RIGHT}` } });
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, at) => [
        (await guess()).status,
        at % 10 === 0 ? (await good()).status : 200,
      ]),
    );
    expect(new Set(answers.map(([, status]) => status))).toEqual(new Set([200]));
    const guesses = answers.map(([status]) => status);
    expect(new Set(guesses)).toEqual(new Set([401, 429]));
    expect(guesses.filter((status) => status === 401).length).toBeLessThan(100);
    const slowed = await guess();
    expect([slowed.status, await slowed.json()]).toMatchObject([429, { code: 'too-many-failures' }]);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${service.url}/people`)).status).toBe(401);
  });

  it('leaves a trace of few lines, without what was guessed', () => {
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.filter(({ msg }) => msg === 'credentials failed').length).toBeLessThanOrEqual(2);
    expect(
      told.filter(({ msg, status }) => msg === 'request' && (status === 401 || status === 429)).length,
    ).toBeLessThanOrEqual(2);
    expect(lines.join('')).not.toContain(GUESS);
    expect(lines.join('')).toContain('127.0.0.0/24');
  });

  it('is counted', async () => {
    const shown = await (await fetch(`${service.internalUrl}/metrics`)).text();
    expect(shown).toMatch(
      /rollcall_failed_credentials_total\{surface="probe",reason="wrong",answer="slowed"[^}]*\} 2\d\d/,
    );
    expect(shown).toMatch(/rollcall_failed_credentials_total\{surface="probe",reason="missing",answer="refused"/);
  });
});

describe('who was not let in', () => {
  const shown = () =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'request');

  it('has one line for each route and status, however much it asks; who is let in has one each', async () => {
    lines.splice(0);
    telemetry.reset();
    const [nowhere, unreadable] = ['/no/where', '/%zz'];
    for (let n = 0; n < 50; n += 1)
      for (const path of [`${nowhere}/${n}`, unreadable]) await (await fetch(service.url + path)).text();
    for (let n = 0; n < 5; n += 1)
      await (await fetch(`${service.url}/people`, { headers: { authorization: `Bearer ${RIGHT}` } })).text();
    await eventually('the last is told', () => shown().filter(({ status }) => status === 200).length === 5);
    expect(shown().filter(({ status }) => status !== 200).length).toBeLessThanOrEqual(2);
    // What is not told is measured all the same.
    const ended = telemetry.spans().map(({ attributes }) => attributes['http.response.status_code']);
    expect(ended.filter((status) => status === 404)).toHaveLength(50);
  });
});

describe('a time for everything', () => {
  const head = (length: number): string =>
    `POST /people HTTP/1.1\r\nHost: a\r\n${right}\r\n${JSON_TYPE}\r\nContent-Length: ${length}\r\n\r\n`;

  it.each([
    ['that stops', '2\r\n{"\r\n', 408],
    ['that is refused on its way', '9\r\n{"refused\r\n', 429],
  ])('answers in words for a body behind another stream %s', async (_, body, status) => {
    const line = await Line.open(behindStream.url);
    line.write(head(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'), body);
    await line.closed;
    expect(line.status).toBe(status);
    expect(line.answer).toContain('application/problem+json');
  });

  it.each([
    ['of a length', head(100), '{"name":'],
    ['of which nothing comes', head(100), ''],
    ['in chunks', head(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'), '2\r\n{"\r\n'],
    ['in chunks that never begin', head(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'), ''],
  ])('ends a body that stops, %s', async (_, request, body) => {
    const line = await Line.open(impatient.url);
    line.write(request, body);
    await line.closed;
    expect(line.status).toBe(408);
    expect(line.answer).toContain('body-too-slow');
  });

  it('ends a body that trickles', async () => {
    const line = await Line.open(impatient.url);
    line.write(head(1_000), '{"name":"');
    const trickle = setInterval(() => line.write('a'), 20);
    await line.closed;
    clearInterval(trickle);
    expect(line.status).toBe(408);
  });

  it('takes one that comes slowly and steadily', async () => {
    const line = await Line.open(impatient.url);
    const body = JSON.stringify({ name: 'a'.repeat(9_000) });
    line.write(head(body.length));
    for (let at = 0; at < body.length; at += 1_000) {
      const before = line.socket.bytesWritten;
      line.write(body.slice(at, at + 1_000));
      await eventually('a part has gone', () => line.socket.bytesWritten > before);
    }
    await eventually('it is answered', () => line.status === 201);
    line.socket.destroy();
  });

  it.each([
    ['nothing at all', ''],
    ['half a line', 'GET /peop'],
    ['headers without an end', 'GET /people HTTP/1.1\r\nHost: a\r\n'],
  ])('ends a connection on which comes %s', async (_, text) => {
    for (const url of [impatient.url, impatient.internalUrl]) {
      const line = await Line.open(url);
      line.write(text);
      await line.closed;
      expect([408, NaN]).toContainEqual(line.status);
    }
  });
});

describe('an answer', () => {
  it('is kept by nobody, and is what its type says', async () => {
    for (const [url, path, headers] of [
      [service.url, '/people', { authorization: `Bearer ${RIGHT}` }],
      [service.url, '/people', {}],
      [service.url, '/nowhere', {}],
      [service.url, '/readyz', {}],
      [service.internalUrl, '/metrics', {}],
    ] as const) {
      const answer = await fetch(url + path, { headers });
      const told = [answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')];
      expect([path, ...told]).toEqual([path, 'no-store', 'nosniff']);
    }
  });

  it('is 413 to a body beyond 16 kB', async () => {
    const post = async (length: number) =>
      fetch(`${service.url}/people`, {
        method: 'POST',
        headers: { authorization: `Bearer ${RIGHT}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'a'.repeat(length - 11) }),
      });
    expect((await post(16_384)).status).toBe(201);
    const refused = await post(16_385);
    expect([refused.status, await refused.json()]).toMatchObject([413, { code: 'too-large' }]);
  });
});
