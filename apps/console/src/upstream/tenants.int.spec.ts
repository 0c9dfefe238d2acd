import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/eventually.js';
import { NO_TENANT } from '../sessions/session.js';
import { KEPT_MS, Tenants } from './tenants.js';
import { Tokens } from './tokens.js';

const TENANT = '0199a0c0-0000-7000-8000-000000000001';

describe('how a tenant stands', () => {
  let server: Server;
  let asked = 0;
  let status = 200;
  let now = 0;
  let hangs = false;
  let givenUp = 0;
  let tenants: Tenants;

  beforeEach(async () => {
    [asked, status, now, hangs, givenUp] = [0, 200, 1_000, false, 0];
    server = createServer((request, response) => {
      asked += 1;
      if (hangs) {
        request.socket.once('close', () => (givenUp += 1));
        return;
      }
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ name: 'Contoso', slug: 'contoso', timeZone: 'Europe/Berlin', suspendedAt: null }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const tokens = new Tokens(
      () => Promise.resolve({ token: 't', seconds: 300 }),
      () => now,
    );
    tenants = new Tenants({ url, internalUrl: url }, tokens, () => now);
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  it('is asked once for all who ask within half a minute', async () => {
    const all = await Promise.all([tenants.of(TENANT), tenants.of(TENANT)]);
    now += KEPT_MS - 1;
    all.push(await tenants.of(TENANT));
    const tenant = { id: TENANT, name: 'Contoso', slug: 'contoso', timeZone: 'Europe/Berlin' };
    expect(all).toEqual(Array(3).fill({ kind: 'stands', tenant }));
    expect(asked).toBe(1);
    now += 1;
    await tenants.of(TENANT);
    expect(asked).toBe(2);
  });

  it('is asked again soon where it could not be learned, and goes by its last name meanwhile', async () => {
    await tenants.of(TENANT);
    now += KEPT_MS;
    status = 503;
    expect(await tenants.of(TENANT)).toMatchObject({ kind: 'unknown', tenant: { name: 'Contoso', slug: 'contoso' } });
    status = 200;
    now += 2_000;
    expect(await tenants.of(TENANT)).toMatchObject({ kind: 'stands' });
  });

  it('holds nobody up again and again where scim-api takes the question and does not answer', async () => {
    await tenants.of(TENANT);
    now += KEPT_MS;
    status = 503;
    await tenants.of(TENANT);
    now += 2_000;
    hangs = true;
    const all = await Promise.all([tenants.of(TENANT), tenants.of(TENANT)]);
    expect(all.map((one) => one?.kind)).toEqual(['unknown', 'unknown']);
    // It has not been given up by then, which takes 3 s.
    expect(givenUp).toBe(0);
    [hangs, status] = [false, 200];
    await eventually('it is learned', async () => {
      now += 2_000;
      return (await tenants.of(TENANT))?.kind === 'stands';
    });
  });

  it('is nothing of operators, who have none', async () => {
    expect([await tenants.of(NO_TENANT), asked]).toEqual([null, 0]);
  });
});
