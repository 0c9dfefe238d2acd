import { describe, expect, it } from '@jest/globals';
import { INSTALLATION, type TenantEnded } from './admin-events.js';
import { endedBy } from './standing.js';

const TENANT = '0190a1b2-0000-7000-8000-00000000000a';
const ENDED: TenantEnded = {
  id: '0190a1b2-0000-7000-8000-00000000000b',
  type: 'rollcall.TenantEnded',
  source: `/tenants/${TENANT}`,
  subject: TENANT,
  time: '2026-12-01T09:00:00.000Z',
  tenantId: TENANT,
  resourceVersion: null,
  scimEvent: null,
  correlationId: 'c',
  traceparent: null,
  data: { askedAt: '2026-11-24T09:00:00.000Z', actor: { type: 'operator', name: null }, reason: 'of a test' },
};

describe('the event that a tenant has ended', () => {
  it('ends the tenant that it is about', () => {
    expect(endedBy(ENDED)).toEqual({ tenantId: TENANT, at: ENDED.time });
  });

  it.each([
    ['another one', { subject: '0190a1b2-0000-7000-8000-00000000000c' }],
    ['the installation', { tenantId: INSTALLATION, subject: INSTALLATION }],
  ])('ends nobody where it names %s', (_whom, other) => {
    expect(endedBy({ ...ENDED, ...other })).toBeNull();
  });
});
