import { expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { ShareExceeded, type TenantReads } from '#service';
import { Deliveries } from './deliveries.js';

it('leave a place to resend in to another tenant, and let so many of one wait', async () => {
  let connections = 0;
  const resends = {
    connect: () => {
      connections += 1;
      return new Promise(() => undefined);
    },
  } as unknown as Pool;
  const deliveries = new Deliveries(
    { reads: {} as TenantReads, resends },
    { from: 'a@b.example', now: () => new Date() },
  );
  const refusals: unknown[] = [];
  const ACTING = { requestId: uuid(), traceparent: null, reason: null };
  const resend = (tenantId: string): void =>
    void deliveries.resend(tenantId, uuid(), ACTING).catch((error: unknown) => refusals.push(error));
  for (let at = 0; at < 30; at += 1) resend('attacker');
  resend('neighbour');
  await new Promise((resolve) => setImmediate(resolve));
  expect(connections).toBe(2);
  expect(refusals).toHaveLength(9);
  expect(refusals[0]).toBeInstanceOf(ShareExceeded);
});
