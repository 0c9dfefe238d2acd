import { expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { ShareExceeded, type TenantReads } from '#service';
import { Deliveries } from './deliveries.js';

it('leave a place to resend in to another tenant, and let so many of one wait', async () => {
  let connections = 0;
  const away = Promise.withResolvers<never>();
  const resends = {
    connect: () => {
      connections += 1;
      return away.promise;
    },
  } as unknown as Pool;
  const deliveries = new Deliveries(
    { reads: {} as TenantReads, resends },
    { from: 'a@b.example', now: () => new Date() },
  );
  const refusals: unknown[] = [];
  const ACTING = { requestId: uuid(), traceparent: null, reason: null };
  const resend = (tenantId: string): Promise<unknown> =>
    deliveries.resend(tenantId, uuid(), ACTING).catch((error: unknown) => refusals.push(error));
  const asked = Array.from({ length: 30 }, () => resend('attacker'));
  asked.push(resend('neighbour'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(connections).toBe(2);
  expect(refusals).toHaveLength(9);
  expect(refusals[0]).toBeInstanceOf(ShareExceeded);
  // Else what still waits keeps the process of the tests from its end.
  away.reject(new Error('the database is away'));
  await Promise.all(asked);
});
