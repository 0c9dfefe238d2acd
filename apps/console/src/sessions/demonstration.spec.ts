import { describe, expect, it } from '@jest/globals';
import { linkOf } from '../../../../deploy/local/demonstration/console-links.js';
import { readLink } from './demonstration.js';
import { NO_TENANT } from './session.js';

const KEY = 'k'.repeat(43);
const TENANT = '0199a0c0-0000-7000-8000-000000000001';
const secretOf = (as: 'administrator' | 'operator', tenantId: string | null, key = KEY): string =>
  linkOf({ url: 'http://localhost:7306', key }, as, tenantId).split('#')[1] ?? '';

describe('a link of the demonstration', () => {
  it('names its person and its tenant', () => {
    expect(readLink(secretOf('administrator', TENANT), KEY)).toMatchObject({
      tenantId: TENANT,
      roles: ['identity-administrator'],
    });
  });

  it('of the operator names no tenant', () => {
    expect(readLink(secretOf('operator', null), KEY)).toMatchObject({ tenantId: NO_TENANT, roles: ['operator'] });
  });

  it.each([
    ['without a key', secretOf('administrator', TENANT), undefined],
    ['by another key', secretOf('administrator', TENANT, 'x'.repeat(43)), KEY],
    ['of an operator in a tenant', secretOf('operator', TENANT), KEY],
    ['of a tenant’s person without one', secretOf('administrator', null), KEY],
    ['of a tenant that is no id', secretOf('administrator', 'x'), KEY],
    ['without its end', secretOf('administrator', TENANT).slice(0, -1), KEY],
    ['of nothing', '', KEY],
  ])('lets nobody in %s', (_what, secret, key) => {
    expect(readLink(secret, key)).toBeNull();
  });
});
