import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { rawRequest, sendRaw } from '../../../test/support/raw-http.js';
import {
  createLogger,
  internalAddress,
  Problem,
  startService,
  type RunningService,
  type ServiceOptions,
} from './index.js';
import { reasonOf } from './run-process.js';

@Controller()
class Probe {
  @Get('people')
  people(): object {
    return { all: true };
  }

  @Post('people')
  make(): object {
    return {};
  }

  @Get('admin/things/:id')
  thing(): object {
    return { secret: true };
  }
}

@Module({ controllers: [Probe] })
class ProbeModule {}

let service: RunningService | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
});

async function start(options: Partial<ServiceOptions> = {}): Promise<RunningService> {
  service = await startService({
    name: 'probe',
    module: ProbeModule,
    host: '127.0.0.1',
    port: 0,
    internalRoutes: ['/admin'],
    logger: createLogger('probe', { level: 'silent' }),
    readiness: { parked: () => ({ outcome: 'degraded', because: '2 events are parked' }) },
    ...options,
  });
  return service;
}

async function get(url: string, address: string): Promise<{ status: number; told: object }> {
  const { status, headers, text } = await sendRaw(url, rawRequest([`GET ${address} HTTP/1.1`]));
  const { 'x-request-id': id = 'none', date, ...rest } = headers;
  expect(date).toBeDefined();
  return { status, told: { headers: rest, text: text.replace(id, 'id') } };
}

describe('the internal listener', () => {
  it('answers what is internal, and health with its reasons, and nothing else', async () => {
    const { internalUrl } = await start();
    expect((await get(internalUrl, '/admin/things/1')).status).toBe(200);
    expect((await get(internalUrl, '/metrics')).status).toBe(200);
    expect((await get(internalUrl, '/healthz')).status).toBe(200);
    const { told } = await get(internalUrl, '/readyz');
    expect(told).toMatchObject({ text: expect.stringContaining('"because":{"parked":"2 events are parked"}') });
    const nowhere = await get(internalUrl, '/nowhere');
    for (const address of ['/people', '//people/', '/%70eople', 'http://rollcall.test/people']) {
      expect(await get(internalUrl, address)).toEqual(nowhere);
    }
    expect(nowhere.status).toBe(404);
  });

  it('is the only one: elsewhere such an address is one of nothing, however it is written', async () => {
    const { url } = await start();
    const nowhere = await get(url, '/nowhere');
    expect(nowhere.status).toBe(404);
    for (const address of [
      '/metrics',
      '/metrics/',
      '//metrics',
      '/%6detrics',
      '/metrics?a=1',
      'http://127.0.0.1/metrics',
      'HTTP://a.example//%6Detrics/',
      '/admin/things/1',
      '/admin//things/1/',
      '/%61dmin/things/1',
      'http://rollcall.test/admin/things/1',
      '/METRICS',
      '/Admin/things/1',
      '/people/../metrics',
      '/people/..%2fmetrics',
      '/admin/nothing',
    ]) {
      expect([address, await get(url, address)]).toEqual([address, nowhere]);
    }
    expect((await get(url, '/people')).status).toBe(200);
    expect(await get(url, '/metrics?a=%ZZ')).toEqual(await get(url, '/nowhere?a=%ZZ'));
  });

  it('keeps its door to itself: a right and a wrong credential are answered alike at an address that cannot be read', async () => {
    const asked: string[] = [];
    const { url } = await start({
      door: (request) => {
        asked.push(request.url);
        return Promise.reject(new Problem(401, 'unauthenticated', 'Who is there?'));
      },
    });
    for (const address of ['/admin/things/1?%', '/metrics?%', '/admin/things/%ff']) {
      expect((await get(url, address)).status).toBe(400);
    }
    expect(asked).toEqual([]);
  });

  it('leaves states to the other, and no reasons', async () => {
    const { url } = await start();
    const { status, told } = await get(url, '/readyz');
    expect(status).toBe(200);
    expect(told).toMatchObject({
      text: JSON.stringify({ status: 'degraded', phase: 'running', checks: { parked: 'degraded' } }),
    });
  });

  it('drains with the other, and does not wait for a connection on which nothing is asked', async () => {
    const service = await start({ drainDeadline: 2_000 });
    const { url, internalUrl } = service;
    const silent = connect(Number(new URL(internalUrl).port), '127.0.0.1');
    await once(silent, 'connect');
    const closed = once(silent, 'close');
    expect(await service.stop()).toBe(true);
    await closed;
    for (const one of [url, internalUrl]) await expect(get(one, '/healthz')).rejects.toThrow('ECONNREFUSED');
  });

  it('says which variable to change where its port is taken, and leaves nothing open', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const failure: unknown = await start({ internal: { host: '127.0.0.1', port } }).catch((error: unknown) => error);
    expect(reasonOf(failure)).toBe(
      `the environment is not right: INTERNAL_PORT: port ${port} is taken; set it to another`,
    );
    other.close();
    const elsewhere = start({ internal: { host: '192.0.2.1', port: 0 } });
    await expect(elsewhere).rejects.toThrow(/INTERNAL_HOST: 192\.0\.2\.1 is no address of this machine/);
  });

  it('is free again when the other’s port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start({ port, internal: { host: '127.0.0.1', port: 0 } })).rejects.toMatchObject({ port });
    other.close();
  });
});

describe('its address', () => {
  it('is on loopback, a hundred above, unless it is set', () => {
    expect(internalAddress(7301)).toEqual({ host: '127.0.0.1', port: 7401 });
    expect(internalAddress(0)).toEqual({ host: '127.0.0.1', port: 0 });
    const set = { INTERNAL_HOST: '10.0.0.1', INTERNAL_PORT: 9000 };
    expect(internalAddress(7301, set)).toEqual({ host: '10.0.0.1', port: 9000 });
  });

  it('is refused where there is none', () => {
    expect(() => internalAddress(65_500)).toThrow(/INTERNAL_PORT is not set, and PORT \+ 100 is none/);
    expect(() => internalAddress(7301, { INTERNAL_PORT: 7301 })).toThrow(/INTERNAL_PORT is PORT, too/);
  });
});

describe('a method that is none of an address', () => {
  const told = async (url: string, method: string, path: string): Promise<unknown[]> => {
    const answer = await fetch(url + path, { method });
    const { code } = (await answer.json()) as { code: string };
    return [method, path, answer.status, answer.headers.get('allow'), code];
  };

  it.each(['PUT', 'DELETE', 'OPTIONS'])('is 405 with those that there are: %s', async (method) => {
    const { url, internalUrl } = await start();
    const known = (path: string, methods: string) => [method, path, 405, methods, 'method-not-allowed'];
    expect(await told(url, method, '/people?a=b')).toEqual(known('/people?a=b', 'GET, HEAD, POST'));
    expect(await told(url, method, '/readyz')).toEqual(known('/readyz', 'GET, HEAD'));
    expect(await told(internalUrl, method, '/metrics')).toEqual(known('/metrics', 'GET, HEAD'));
    expect(await told(internalUrl, method, '/admin/things/1')).toEqual(known('/admin/things/1', 'GET, HEAD'));
  });

  it('is 404 where the address is of the other listener alone, or of nobody', async () => {
    const { url, internalUrl } = await start();
    const nowhere = (path: string) => ['PUT', path, 404, null, 'not-found'];
    for (const path of ['/metrics', '/admin/things/1', '/nowhere', '/people/1'])
      expect(await told(url, 'PUT', path)).toEqual(nowhere(path));
    for (const path of ['/people', '/nowhere']) expect(await told(internalUrl, 'PUT', path)).toEqual(nowhere(path));
  });
});
