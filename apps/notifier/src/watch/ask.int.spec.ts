import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askReadiness } from './ask.js';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
});

async function asking(answer: RequestListener, timeoutMs?: number) {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return askReadiness({ name: 'directory', url: `http://127.0.0.1:${port}/readyz` }, timeoutMs);
}

const json =
  (status: number, body: unknown): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const silent = (says: string) => [{ process: 'directory', check: 'answer', says, needsPerson: false }];

describe('a process that is asked how it is', () => {
  it('has nothing to tell when it is well', async () => {
    expect(await asking(json(200, { phase: 'running', checks: { database: 'ok', parked: 'ok' } }))).toEqual([]);
  });

  it('says in its own words what needs a person, and what has failed', async () => {
    const checks = { database: 'ok', consumer: 'failed', parked: 'degraded', other: 'timed out' };
    const because = { parked: '1 event is set aside', consumer: 'Kafka cannot be read: ECONNREFUSED' };
    expect(await asking(json(200, { phase: 'running', checks, because }))).toEqual([
      { process: 'directory', check: 'consumer', says: because.consumer, needsPerson: false },
      { process: 'directory', check: 'parked', says: because.parked, needsPerson: true },
      { process: 'directory', check: 'other', says: 'the check "other" says: timed out', needsPerson: false },
    ]);
  });

  it('is stopping, or starting', async () => {
    expect(await asking(json(503, { phase: 'stopping', checks: {} }))).toEqual(silent('it is stopping'));
  });

  it.each<[string, RequestListener, string]>([
    ['redirects', (_, r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'its /readyz answers 302'],
    ['is something else', json(404, {}), 'its /readyz answers 404'],
    ['answers no JSON', (_, r) => r.end('<html>'), 'its /readyz answers what is no JSON'],
    ['answers another JSON', json(200, { ok: true }), 'its /readyz answers what is not understood'],
    ['answers too much', (_, r) => r.end('x'.repeat(70_000)), 'its /readyz answers more than can be meant'],
    ['hangs up', (request) => request.socket.destroy(), 'its /readyz does not answer'],
  ])('is a process that %s', async (_what, answer, says) => {
    expect(await asking(answer)).toEqual(silent(says));
  });

  it('is given up when it does not answer in time, also in the middle of its answer', async () => {
    expect(await asking(() => undefined, 100)).toEqual(silent('its /readyz does not answer'));
    expect(await asking((_, response) => void response.write('{'), 100)).toEqual(silent('its /readyz does not answer'));
  });
});
