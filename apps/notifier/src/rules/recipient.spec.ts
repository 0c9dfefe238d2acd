import { describe, expect, it } from '@jest/globals';
import { admit, type Standing } from './recipient.js';

const standing = (given: Partial<NonNullable<Standing['tenant']>> = {}, more: Partial<Standing> = {}): Standing => ({
  tenant: {
    notificationAddress: 'it@elsewhere.example',
    addresses: {},
    domains: [
      { name: 'contoso.example', state: 'verified' },
      { name: 'failing.example', state: 'failing' },
      { name: 'pending.example', state: 'pending' },
      { name: 'withdrawn.example', state: 'withdrawn' },
      { name: 'xn--bcher-kva.example', state: 'verified' },
    ],
    ...given,
  },
  isDomainGrandfathered: false,
  isAddressConfirmed: false,
  ...more,
});

describe('an address', () => {
  it.each(['anna@contoso.example', 'anna@CONTOSO.Example', 'a@failing.example', 'anna@bücher.example'])(
    'in a proved domain is written to: %s',
    (address) => {
      expect(admit(address, 'leaver', standing()).kind).toBe('admitted');
    },
  );

  it.each([
    'anna@evil.example',
    'anna@sub.contoso.example',
    'anna@contoso.example.evil.example',
    'anna@pending.example',
    'anna@withdrawn.example',
    'anna@localhost',
    'anna@contoso',
    'anna@-contoso.example',
    'it@elsewhere.example',
    'no address',
  ])('elsewhere is not: %s', (address) => {
    expect(admit(address, 'leaver', standing())).toMatchObject({ kind: 'refused', reason: 'domain not verified' });
  });

  it('that begins with a hyphen is not, even in a proved domain', () => {
    const reason = 'address begins with a hyphen';
    expect(admit('-x@contoso.example', 'leaver', standing())).toEqual({ kind: 'refused', reason, domain: null });
  });

  it('of a tenant that nothing is known of is not yet', () => {
    const unknown = { tenant: null, isDomainGrandfathered: false, isAddressConfirmed: false };
    expect(admit('anna@contoso.example', 'leaver', unknown).kind).toBe('refused');
  });
});

describe('a notification address', () => {
  const to = (address: string, template: string, given: Standing) => admit(address, template, given).kind;

  it('is written to once it is confirmed, and before only to ask for that', () => {
    expect(to('it@elsewhere.example', 'refusals', standing())).toBe('refused');
    expect(to('it@elsewhere.example', 'confirmation', standing())).toBe('admitted');
    expect(to('IT@elsewhere.example', 'refusals', standing({}, { isAddressConfirmed: true }))).toBe('admitted');
  });

  it('is the present one alone', () => {
    const other = standing({ notificationAddress: 'new@elsewhere.example' }, { isAddressConfirmed: true });
    expect(to('it@elsewhere.example', 'refusals', other)).toBe('refused');
    expect(to('it@elsewhere.example', 'confirmation', other)).toBe('refused');
  });

  it('of a tenant from before there were domains is written to', () => {
    expect(to('it@elsewhere.example', 'refusals', standing({ domains: null }))).toBe('admitted');
    expect(to('anna@elsewhere.example', 'leaver', standing({ domains: null }))).toBe('refused');
  });
});

describe('a grandfathered domain', () => {
  it('is written to until it is withdrawn', () => {
    const grandfathered = standing({}, { isDomainGrandfathered: true });
    expect(admit('anna@old.example', 'leaver', grandfathered).kind).toBe('admitted');
    expect(admit('anna@pending.example', 'leaver', grandfathered).kind).toBe('admitted');
    expect(admit('anna@withdrawn.example', 'leaver', grandfathered).kind).toBe('refused');
  });
});
