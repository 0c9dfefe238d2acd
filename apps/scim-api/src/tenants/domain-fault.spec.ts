import { describe, expect, it } from '@jest/globals';
import { domainFault } from './domain-fault.js';
import { addressRefusal } from './notification-address.js';

describe('a domain of a tenant', () => {
  it.each([
    'contoso.example',
    'Contoso.Example.',
    'bücher.example',
    'xn--bcher-kva.example',
    'contoso.co.uk',
    'contoso.com',
    'de.com',
    'contoso.onmicrosoft.com',
    'local.corp',
  ])('may be %j', (text) => {
    expect(domainFault(text)).toBeNull();
  });

  it.each([
    ['com', /no dot/],
    ['localhost', /no dot/],
    ['co.uk', /suffix/],
    ['CO.UK.', /suffix/],
    ['com.au', /suffix/],
    ['xn--55qx5d.cn', /suffix/],
    ['公司.cn', /suffix/],
    ['*.contoso.example', /wildcard/],
    ['it@contoso.example', /after the @/],
    ['https://contoso.example', /name of the host/],
    ['contoso.example:25', /name of the host/],
    ['contoso.example/x', /name of the host/],
    ['192.0.2.1', /address of a host/],
    ['-a.example', /hyphen/],
    ['a-.example', /hyphen/],
    ['a..example', /two dots/],
    ['', /blank/],
    ['a b.example', /space/],
    [`${'a'.repeat(64)}.example`, /longer/],
    ['a_b.example', /character/],
  ])('is not %j, and is told why', (text, why) => {
    expect(domainFault(text)).toMatch(why);
  });
});

describe('a notification address', () => {
  it.each(['it@contoso.example', 'it@bücher.example', 'it+rollcall@contoso.co.uk', null])('may be %j', (address) => {
    expect(addressRefusal(address)).toBeNull();
  });

  it.each([
    ['it@localhost', /no dot/],
    ['-it@contoso.example', /hyphen/],
    ['it@-contoso.example', /no mail domain/],
    ['it@contoso.example.', /dot/],
    ['a@b.example,c@d.example', /more than one/],
    ['a@b.example c@d.example', /more than one/],
    ['a@b@c.example', /more than one/],
    ['@contoso.example', /before and after/],
    ['it@', /before and after/],
    ['it', /before and after/],
    [`it@${'a.'.repeat(130)}example`, /254 bytes/],
    [`${'é'.repeat(40)}@contoso.example`, /64 bytes/],
    ['anna_fabrikam.com#EXT#@contoso.onmicrosoft.example', /guest/],
    ['it@192.0.2.1', /no mail domain/],
    ['it..ops@contoso.example', /character/],
  ])('is not %j, and is told why', (address, why) => {
    expect(addressRefusal(address)?.fault).toMatch(why);
  });
});
