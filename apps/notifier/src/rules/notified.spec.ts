import { describe, expect, it } from '@jest/globals';
import { addressesOf, groupKeyOf, notifiedOf, othersThan } from './notified.js';
import { tenantChanged } from './events.fixture.js';
import { foldTenant, type Tenant } from './tenant.js';

const [IT, ANNA, BERT, CARA] = ['it@x.example', 'anna@x.example', 'bert@x.example', 'cara@x.example'] as const;

function tenant(own: Readonly<Record<string, string[]>>, address: string | null = IT): Tenant {
  const event = tenantChanged(address);
  const connections = Object.entries(own).map(([id, notificationAddresses]) => ({
    id,
    name: id,
    notificationAddresses,
  }));
  return foldTenant(null, { ...event, data: { ...event.data, connections } });
}

describe('the addresses of a tenant', () => {
  it('are its own and those of its connections, each mailbox once', () => {
    expect(notifiedOf(tenant({ a: [ANNA, 'IT@x.example'], b: [ANNA, BERT] }))).toEqual([IT, ANNA, BERT]);
    expect(notifiedOf(tenant({}, null))).toEqual([]);
  });

  it('of a connection that are none are left out, and an event that does not tell of them leaves them', () => {
    const before = tenant({ a: [ANNA, 'no address'] });
    expect(before.addresses).toEqual({ a: [ANNA] });
    expect(foldTenant(before, tenantChanged(IT, { version: 2 })).addresses).toEqual({ a: [ANNA] });
  });

  it('are asked of one connection alone: what several share is the tenant’s', () => {
    const known = tenant({ a: [ANNA, BERT], b: [] });
    expect(addressesOf(known, ['a'])).toEqual([ANNA, BERT]);
    expect([addressesOf(known, ['b']), addressesOf(known, ['a', 'b']), addressesOf(known, [])]).toEqual([[], [], []]);
    expect(['a', 'b', 'c'].map((id) => groupKeyOf('brake', id, known))).toEqual(['brake a', 'brake', 'brake']);
    expect(groupKeyOf('brake', 'a', null)).toBe('brake');
  });
});

describe('whoever is told that an address refuses', () => {
  it.each([
    ['the others of its connections', { a: [ANNA, BERT], b: [BERT, CARA], c: [IT] }, BERT, [ANNA, CARA]],
    ['the tenant’s where it is the only one', { a: [BERT] }, BERT, [IT]],
    ['nobody where it is the tenant’s', { a: [ANNA] }, IT, []],
    ['nobody where it is both', { a: [IT] }, 'It@x.example', []],
  ])('is %s', (_who, own, address, others) => {
    expect(othersThan(address, tenant(own as unknown as Record<string, string[]>))).toEqual(others);
  });
});
