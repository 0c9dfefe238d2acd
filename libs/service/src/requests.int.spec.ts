import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Body, Controller, Delete, Get, Module, Param, Post, Query, Req } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { rawRequest, sendRaw, type RawAnswer } from '../../../test/support/raw-http.js';
import { bearerIn, createLogger, JSON_ONLY, Needs, parseBody, startService, type RunningService } from './index.js';

const removed: string[] = [];

@Controller()
class Probe {
  @Get('people')
  list(@Query() query: object): object {
    return { all: true, query };
  }

  @Get('people/:id')
  show(@Param('id') id: string): object {
    return { id };
  }

  @Get('people.csv')
  table(): object {
    return {};
  }

  @Delete('people/:id')
  remove(@Param('id') id: string, @Body() body: unknown): object {
    removed.push(id);
    return { removed: id, body: body ?? null };
  }

  @Post('people')
  create(@Body(parseBody(Type.Object({ name: Type.String() }))) body: object): object {
    return body;
  }

  @Get('declared')
  @Needs('lag:read')
  @ApiQuery({ name: 'reason' })
  declared(@Req() { query }: FastifyRequest): object {
    return { query };
  }

  @Get('read')
  @Needs('lag:read')
  read(@Query() query: object): object {
    return { query };
  }

  @Get('bare')
  @Needs('lag:read')
  bare(): object {
    return {};
  }

  @Post('nothing')
  nothing(@Req() request: FastifyRequest): object {
    return { body: request.body ?? null };
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}

let service: RunningService;
beforeAll(async () => {
  service = await startService({
    name: 'probe',
    module: ProbeModule,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('probe', { level: 'silent' }),
    offers: (route) => (route === '/people.csv' ? ['text/csv'] : JSON_ONLY),
    bodyLimit: 1_000,
  });
});
afterAll(() => service.stop());

async function send(
  lines: readonly string[],
  body = '',
): Promise<RawAnswer & { readonly body: Record<string, unknown> }> {
  const answer = await sendRaw(service.url, rawRequest(lines, body));
  return { ...answer, body: answer.text === '' ? {} : (JSON.parse(answer.text) as Record<string, unknown>) };
}

const CHUNKED = 'Transfer-Encoding: chunked';
const JSON_TYPE = 'Content-Type: application/json';
const chunks = (...texts: string[]): string =>
  [...texts, ''].map((text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`).join('');

describe('an address', () => {
  it.each([
    '/people/',
    '//people',
    '/people//',
    '///people///?a=1',
    'http://rollcall.test/people/',
    'HTTP://rollcall.test//people',
  ])('is the one of people: %s', async (address) => {
    expect(await send([`GET ${address} HTTP/1.1`])).toMatchObject({ status: 200, body: { all: true } });
  });

  it.each(['/people//x', '/people/x/', '//people/x//'])('is the one of x: %s', async (address) => {
    expect(await send([`GET ${address} HTTP/1.1`])).toMatchObject({ status: 200, body: { id: 'x' } });
  });

  it('keeps the slashes of its query, and an escaped one of an id', async () => {
    const answer = await send(['GET /people/?a=//b/ HTTP/1.1']);
    expect(answer.body).toEqual({ all: true, query: { a: '//b/' } });
    expect((await send(['GET /people/a%2F HTTP/1.1'])).body).toEqual({ id: 'a/' });
  });

  it.each([
    '/people/%ZZ',
    '/people/%',
    '/people/%e4',
    '/people/%ed%a0%80',
    '/people?a=%ZZ',
    '/people?%ff',
    '/%zz',
    '/%C0%AF',
  ])('with an escape that is none is refused in the form of any refusal: %s', async (address) => {
    for (const method of ['GET', 'DELETE', 'POST']) {
      const answer = await send([`${method} ${address} HTTP/1.1`]);
      expect(answer).toMatchObject({ status: 400, body: { code: 'malformed-address', status: 400 } });
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
    }
  });
});

describe('whether there is a body', () => {
  const types = ['text/plain', 'application/xml', 'nonsense', '', 'application/json; charset=utf-16', ';;;'];

  it.each(types)('is told by its bytes: DELETE of the type %j and nothing behind it', async (type) => {
    const lines = ['DELETE /people/x HTTP/1.1', `Content-Type: ${type}`];
    for (const more of [
      [],
      ['Content-Length: 0'],
      [CHUNKED],
      ['Content-Encoding: gzip'],
      [CHUNKED, 'Content-Encoding: br'],
    ]) {
      const answer = await send([...lines, ...more], more.includes(CHUNKED) ? chunks() : '');
      expect(answer).toMatchObject({ status: 200, body: { removed: 'x', body: null } });
    }
  });

  it.each(['GET /people', 'GET /people/x', 'DELETE /people/x', 'POST /nothing'])(
    '%s in chunks of no bytes',
    async (line) => {
      expect((await send([`${line} HTTP/1.1`, CHUNKED], chunks())).status).toBeLessThan(300);
      expect((await send([`${line} HTTP/1.1`, CHUNKED, JSON_TYPE], chunks())).status).toBeLessThan(300);
      expect((await send([`${line} HTTP/1.1`, 'Content-Length: 0'])).status).toBeLessThan(300);
      expect((await send([`${line} HTTP/1.0`])).status).toBeLessThan(300);
    },
  );

  it('is told when they come late, and one by one', async () => {
    const head = rawRequest(['POST /people HTTP/1.1', CHUNKED, JSON_TYPE]);
    const answer = await sendRaw(service.url, head, '1\r\n{\r\n', '9\r\n"name":"a\r\n', '2\r\n"}\r\n0\r\n\r\n');
    expect([answer.status, answer.text]).toEqual([201, '{"name":"a"}']);
  });

  it.each(['HTTP/1.0', 'HTTP/1.1'])('a body of a length, by %s', async (version) => {
    const body = '{"name":"Zoë"}';
    const lines = [`POST /people ${version}`, JSON_TYPE, `Content-Length: ${Buffer.byteLength(body)}`];
    expect(await send(lines, body)).toMatchObject({ status: 201, body: { name: 'Zoë' } });
  });

  it('a body that is asked for first', async () => {
    const lines = ['POST /people HTTP/1.1', JSON_TYPE, 'Content-Length: 12', 'Expect: 100-continue'];
    expect(await send(lines, '{"name":"a"}')).toMatchObject({ status: 201 });
  });

  it('a body where one is needed and none comes', async () => {
    expect(await send(['POST /people HTTP/1.1', JSON_TYPE])).toMatchObject({
      status: 400,
      body: { code: 'invalid-body' },
    });
    expect(await send(['POST /people HTTP/1.1', CHUNKED], chunks())).toMatchObject({ status: 400 });
  });

  it('a body of a DELETE that is there is read as any', async () => {
    const del = (type: string) =>
      send(['DELETE /people/x HTTP/1.1', CHUNKED, `Content-Type: ${type}`], chunks('{"a":1}'));
    expect(await del('application/json')).toMatchObject({ status: 200, body: { body: { a: 1 } } });
    expect(await del('application/xml')).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
  });

  it('half a request is not carried out', async () => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(rawRequest(['DELETE /people/half HTTP/1.1', CHUNKED]));
    // Answered behind it, so the half one has been met.
    expect(await send(['DELETE /people/whole HTTP/1.1'])).toMatchObject({ status: 200 });
    const closed = once(socket, 'close');
    socket.resume().end();
    await closed;
    expect(await send(['DELETE /people/last HTTP/1.1'])).toMatchObject({ status: 200 });
    expect([removed.includes('half'), removed.includes('last')]).toEqual([false, true]);
  });

  it('a body of a GET means nothing', async () => {
    const lines = ['GET /people HTTP/1.1', 'Content-Type: text/xml', 'Content-Length: 4'];
    expect(await send(lines, '<a/>')).toMatchObject({ status: 200 });
  });

  it('a body that is larger than the bound is refused, in chunks, too', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(2_000) });
    expect(await send(['POST /people HTTP/1.1', JSON_TYPE, CHUNKED], chunks(body))).toMatchObject({ status: 413 });
  });
});

describe('the type of a body', () => {
  const post = (type: string) =>
    send(['POST /people HTTP/1.1', `Content-Type: ${type}`, 'Content-Length: 12'], '{"name":"a"}');

  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json; odata=x',
    'application/json ; charset=us-ascii',
    'application/json;',
  ])('%s is read', async (type) => {
    expect(await post(type)).toMatchObject({ status: 201 });
  });

  it.each(['application/json; charset=utf-16', 'application/json;charset=iso-8859-1'])(
    '%s is refused for its charset',
    async (type) => {
      expect(await post(type)).toMatchObject({ status: 415, body: { code: 'unsupported-charset' } });
    },
  );

  it.each(['gzip', 'deflate', 'br', 'zstd', 'GZIP', 'gzip, identity', 'x'])(
    'in the encoding %s is refused, and not unpacked',
    async (encoding) => {
      // Ten megabytes once unpacked.
      const bomb = gzipSync(Buffer.alloc(10_000_000));
      const head = rawRequest([
        'POST /people HTTP/1.1',
        JSON_TYPE,
        `Content-Encoding: ${encoding}`,
        `Content-Length: ${bomb.length}`,
      ]);
      const answer = await sendRaw(service.url, head, bomb);
      expect([answer.status, answer.headers['accept-encoding']]).toEqual([415, 'identity']);
      expect(answer.text).toContain('unsupported-content-encoding');
    },
  );

  it('in no encoding is read', async () => {
    const lines = ['POST /people HTTP/1.1', JSON_TYPE, 'Content-Encoding: identity', 'Content-Length: 12'];
    expect(await send(lines, '{"name":"a"}')).toMatchObject({ status: 201 });
  });
});

describe('what a client accepts', () => {
  const get = (accept: string, path = '/people') => send([`GET ${path} HTTP/1.1`, `Accept: ${accept}`]);

  it.each([
    '*/*',
    'application/json',
    'APPLICATION/JSON;q=0.5',
    'application/*',
    'text/html, */*;q=0.1',
    'text/csv, application/json',
    '',
  ])('%j is answered', async (accept) => {
    expect(await get(accept)).toMatchObject({ status: 200 });
  });

  it.each([
    'text/csv',
    'text/*',
    'application/xml, text/html',
    'application/json;q=0',
    'application/json;q=0, */*',
    '*/*;q=0.0',
    'json',
  ])('%j is refused with what can be had', async (accept) => {
    const { status, body } = await get(accept);
    expect([status, body.code, body.available]).toEqual([406, 'not-acceptable', ['application/json']]);
    expect(body.detail).toContain('application/json');
    expect((await get(accept, '/nowhere')).status).toBe(404);
    expect((await get(accept, '/healthz')).status).toBe(200);
  });

  it('is judged by what the address answers', async () => {
    expect((await get('text/csv', '/people.csv/')).status).toBe(200);
    expect((await get('application/json', '/people.csv')).status).toBe(406);
  });
});

describe('a query', () => {
  const get = (path: string) => fetch(service.url + path);

  it('is refused by a route that takes none', async () => {
    const answer = await get('/bare?reason=x');
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'unknown-parameter', allowed: [] }]);
    expect((await get('/bare')).status).toBe(200);
    expect((await get('/bare?')).status).toBe(200);
  });

  it.each(['declared', 'read'])('is left to a route that has %s it', async (path) => {
    expect(await (await get(`/${path}?reason=x`)).json()).toEqual({ query: { reason: 'x' } });
  });
});

describe('a method', () => {
  it.each(['/people', '/people/x', '/nowhere', '/readyz'])('TRACE repeats nothing of the request: %s', async (path) => {
    const { status, text } = await send([`TRACE ${path} HTTP/1.1`, 'X-Probe: repeat-me']);
    expect([404, 405]).toContain(status);
    expect(text).not.toContain('repeat-me');
  });
});

describe('a page of another origin', () => {
  const ORIGIN = 'Origin: https://elsewhere.test';
  const PREFLIGHT = ['Access-Control-Request-Method: GET', 'Access-Control-Request-Headers: authorization'];

  it.each([
    ['GET', '/people', [ORIGIN]],
    ['OPTIONS', '/people', [ORIGIN, ...PREFLIGHT]],
    ['OPTIONS', '*', [ORIGIN, ...PREFLIGHT]],
    ['GET', '/nowhere', ['Origin: null']],
  ])('is given no right to read the answer: %s %s', async (method, path, lines) => {
    const { headers } = await send([`${method} ${path} HTTP/1.1`, ...lines]);
    expect(Object.keys(headers)).toContain('x-content-type-options');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('a bearer token', () => {
  it.each(['Bearer abc', 'bearer abc', 'BEARER   abc', 'Bearer\tabc', 'Bearer \t abc  '])(
    'is found in %j',
    (header) => {
      expect(bearerIn(header)).toBe('abc');
    },
  );

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    'Bearerabc',
    'Bearer a b',
    'Bearer a\u0000',
    'Token Bearer a',
  ])('is none in %j', (header) => {
    expect(bearerIn(header)).toBeUndefined();
  });
});
