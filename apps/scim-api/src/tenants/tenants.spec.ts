import { describe, expect, it } from '@jest/globals';
import { encodeEvent } from '#contracts';
import { defaultExpiry, defaultName, mayIssue, type Credential } from './credential.js';
import { hashSecret } from './secret.js';
import { tenantChanged } from './tenant-changed.js';
import { changeTenant, createTenant } from './tenant.js';

const NOW = new Date('2026-11-24T08:00:00Z');
const LATER = new Date('2026-11-24T09:00:00Z');
const tenant = createTenant(
  't',
  { name: 'Contoso', slug: 'contoso', notificationAddress: null, unknownAttributes: 'ignore' },
  NOW,
);

describe('a change of a tenant', () => {
  it('counts from 1', () => {
    expect(tenant.version).toBe(1);
    expect(changeTenant(tenant, { name: 'Fabrikam' }, LATER)).toMatchObject({ version: 2, changedAt: LATER });
  });

  it('leaves what is not named, and takes null for none', () => {
    const named = { ...tenant, notificationAddress: 'it@contoso.example' };
    expect(changeTenant(named, { name: 'B' }, LATER)).toMatchObject({ notificationAddress: 'it@contoso.example' });
    expect(changeTenant(named, { notificationAddress: null }, LATER)).toMatchObject({ notificationAddress: null });
  });

  it('is none when nothing differs', () => {
    expect(changeTenant(tenant, { name: 'Contoso', notificationAddress: null }, LATER)).toBeNull();
    expect(changeTenant(tenant, {}, LATER)).toBeNull();
  });

  it('never goes back in time, though the clock does', () => {
    const changed = changeTenant(tenant, { name: 'B' }, new Date(NOW.getTime() - 60_000));
    expect(changed).toMatchObject({ changedAt: NOW });
  });

  it('is an event about the tenant, keyed by it', () => {
    const event = tenantChanged('e', { tenant, connections: [] }, { requestId: 'r', traceparent: null });
    expect(event).toMatchObject({ time: '2026-11-24T08:00:00.000Z', resourceVersion: 1, correlationId: 'r' });
    expect(encodeEvent(event)).toMatchObject({ topic: 'rollcall.admin.v1', key: 't/t' });
  });
});

function credential(id: string, change: Partial<Credential> = {}): Credential {
  const createdAt = new Date(NOW.getTime() - 1_000 * (10 - Number(id)));
  return {
    id,
    connectionId: 'c',
    method: 'token',
    name: 'n',
    issuedBy: { type: 'operator', name: null, stillMay: true },
    createdAt,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    lastUsedFrom: null,
    ...change,
  };
}

describe('another credential', () => {
  const four = ['4', '3', '5', '6'].map((id) => credential(id));

  it('is issued beside four valid ones, and beside any number that are not', () => {
    expect(mayIssue([], null, NOW)).toBeNull();
    const spent = [credential('2', { revokedAt: NOW }), credential('1', { expiresAt: NOW })];
    expect(mayIssue([...four, ...spent], null, NOW)).toBeNull();
  });

  it('is refused beside five of whatever methods, and the oldest one is named', () => {
    const five = [...four, credential('2', { expiresAt: LATER, method: 'clientSecret' })];
    expect(mayIssue(five, null, NOW)).toEqual({ code: 'too-many-credentials', retire: '2' });
  });

  it('is good for a year and named after its day, unless something is said', () => {
    expect(defaultExpiry(NOW)).toEqual(new Date('2027-11-24T08:00:00Z'));
    expect(defaultName('token', NOW)).toBe('Token of 2026-11-24');
    expect(defaultName('clientSecret', NOW)).toBe('Client secret of 2026-11-24');
  });

  it('is refused when it would have expired already', () => {
    expect(mayIssue([], NOW, NOW)).toEqual({ code: 'expiry-in-the-past' });
    expect(mayIssue([], LATER, NOW)).toBeNull();
  });
});

describe('a secret', () => {
  it('is kept as 32 bytes', () => {
    expect(hashSecret('abc')).toHaveLength(32);
  });
});
