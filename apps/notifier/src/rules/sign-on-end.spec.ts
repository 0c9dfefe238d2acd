import { describe, expect, it } from '@jest/globals';
import { INSTALLATION, type AdminActed } from '#contracts';
import { TENANT, tenantChanged } from './events.fixture.js';
import { signOnEndOf } from './sign-on-end.js';

function acted(act: string, changes: Readonly<Record<string, unknown>>, tenantId = TENANT): AdminActed {
  return {
    ...tenantChanged(null, { tenantId }),
    type: 'rollcall.AdminActed',
    resourceVersion: null,
    data: {
      act,
      object: { type: 'certificate', id: 'sha-256' },
      actor: { type: 'clock', name: null },
      reason: null,
      changes: Object.entries(changes).map(([path, after]) => ({ path, before: null, after })),
    },
  };
}

const NOT_AFTER = '2027-01-20T08:00:00.000Z';

describe('what the console says of an end', () => {
  it('is that of the secret of an app', () => {
    const said = { app: 'app-1', secretExpiresAt: NOT_AFTER, days: '60' };
    const facts = { what: 'secret', id: 'app-1', endsAt: NOT_AFTER, daysLeft: 60 };
    expect(signOnEndOf(acted('secrets.remind', said))).toEqual(facts);
  });

  it('is that of a certificate', () => {
    const facts = { what: 'certificate', id: 'sha-256', endsAt: NOT_AFTER, daysLeft: 0 };
    expect(signOnEndOf(acted('certificates.remind', { notAfter: NOT_AFTER, days: '0' }))).toEqual(facts);
  });

  it.each([undefined, '', 'soon', '-1', '1e3', 7, null])('leaves open how near it is where that is %j', (days) => {
    const said = { ...(days === undefined ? {} : { days }), notAfter: 7 };
    const facts = { what: 'certificate', id: 'sha-256', endsAt: null, daysLeft: null };
    expect(signOnEndOf(acted('certificates.remind', said))).toEqual(facts);
  });

  it('is none of a tenant’s where it is the installation’s own, or another act', () => {
    expect(signOnEndOf(acted('certificates.remind', { days: '7' }, INSTALLATION))).toBeNull();
    expect(signOnEndOf(acted('certificates.take', { notAfter: NOT_AFTER }))).toBeNull();
  });
});
