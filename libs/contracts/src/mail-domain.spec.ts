import { describe, expect, it } from '@jest/globals';
import { deliverableDomain, mailboxKey, mailDomain, routedAddress } from './mail-domain.js';

describe('a mail domain', () => {
  it.each([
    ['contoso.example', 'contoso.example'],
    [' Contoso.EXAMPLE. ', 'contoso.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['ｃontoso.example', 'contoso.example'],
    ['a.b.co.uk', 'a.b.co.uk'],
  ])('%j is %s', (text, domain) => {
    expect(mailDomain(text)).toBe(domain);
  });

  it.each([
    '',
    '.',
    'com',
    'localhost',
    'com.',
    '*.contoso.example',
    '-a.example',
    'a-.example',
    'a..example',
    '192.0.2.1',
    '1.2',
    'a.0x7f',
    '[::1]',
    'a b.example',
    'a@b.example',
    'a.example/x',
    'a.example:25',
    'a。example',
    'a_b.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
    'a.example\u0000',
  ])('%j is none', (text) => {
    expect(mailDomain(text)).toBeNull();
  });
});

describe('an address that may be written to', () => {
  it('has its domain', () => {
    expect(deliverableDomain('Anna@Contoso.Example')).toBe('contoso.example');
    expect(deliverableDomain('anna@bücher.example')).toBe('xn--bcher-kva.example');
    for (const domain of ['bu\u0308cher.example', 'कंपनी.भारत', 'இலங்கை.இலங்கை', 'עִברית.example', 'ไทย.ไทย'])
      expect([domain, deliverableDomain(`anna@${domain}`)]).toEqual([domain, mailDomain(domain)]);
  });

  it.each(['anna@localhost', 'anna', '-anna@contoso.example', 'anna@-contoso.example', '-@contoso.example'])(
    'is not %j',
    (address) => {
      expect(deliverableDomain(address)).toBeNull();
    },
  );

  it.each([
    'a@b@contoso.example',
    'a b@contoso.example',
    'a,b@contoso.example',
    'a\r\nb@contoso.example',
    '@b.example',
  ])('nor %j', (address) => {
    expect(deliverableDomain(address)).toBeNull();
  });
});

describe('a mailbox', () => {
  it.each([
    'Anna@Bücher.example',
    'anna@bücher.example',
    'anna@BÜCHER.EXAMPLE',
    'anna@xn--bcher-kva.example',
    'anna@XN--BCHER-KVA.example',
    'ａnna@bu\u0308cher.example',
  ])('is one, however its domain is written: %s', (address) => {
    expect(mailboxKey(address)).toBe('anna@xn--bcher-kva.example');
  });

  it.each([
    ['anna+1@contoso.example', 'anna+1@contoso.example'],
    ['operator@localhost', 'operator@localhost'],
    ['anna', 'anna'],
  ])('is another by its name, and is what it was where there is no domain: %s', (address, key) => {
    expect(mailboxKey(address)).toBe(key);
  });

  it('is written to at that domain, and by its name as it is', () => {
    expect(routedAddress('Anna.Ek@Bücher.example')).toBe('Anna.Ek@xn--bcher-kva.example');
    expect(routedAddress('operator@localhost')).toBe('operator@localhost');
  });
});
