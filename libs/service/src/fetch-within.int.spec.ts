import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchWithin } from './fetch-within.js';

const BOUNDS = { withinMs: 2_000, mostBytes: 1_000 };
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const [, what = ''] = request.url?.split('/') ?? [];
    if (what === 'elsewhere') response.writeHead(302, { location: `${url}/1` }).end();
    else if (what === 'none') response.writeHead(204).end();
    else if (what !== 'never') response.end('a'.repeat(Number(what)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

describe('an answer that is fetched whole', () => {
  it.each(['0', '1000', 'none'])('is taken: %s', async (what) => {
    expect((await (await fetchWithin(`${url}/${what}`, {}, BOUNDS)).text()).length).toBe(Number(what) || 0);
  });

  it.each([
    ['with a byte too many', '1001'],
    ['from elsewhere', 'elsewhere'],
  ])('is none %s', async (_what, path) => {
    await expect(fetchWithin(`${url}/${path}`, {}, BOUNDS)).rejects.toThrow();
  });

  it('is none that does not come in time', async () => {
    await expect(fetchWithin(`${url}/never`, {}, { ...BOUNDS, withinMs: 50 })).rejects.toThrow(/timeout/i);
  });
});
