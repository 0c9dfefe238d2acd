import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { clientAddresses, countedAs, plainIp, shownAs } from './client-address.js';

/** What the function reads of a request. */
function from(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('where a request comes from', () => {
  it('is the socket, whatever a stranger says', () => {
    const clientOf = clientAddresses();
    expect(clientOf(from('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.7');
    expect(clientOf(from('::ffff:203.0.113.7'))).toBe('203.0.113.7');
    expect(clientOf(from(undefined))).toBe('unknown');
    expect(clientAddresses('10.0.0.0/8')(from('203.0.113.7', '10.0.0.1'))).toBe('203.0.113.7');
  });

  it('is what the nearest trusted proxy says, read from the right and past trusted ones only', () => {
    const clientOf = clientAddresses('10.0.0.0/8, 2001:db8:1::/48,192.0.2.1');
    const of = (forwarded?: string, socket = '10.1.2.3'): string => clientOf(from(socket, forwarded));
    expect(of('198.51.100.1')).toBe('198.51.100.1');
    expect(of('6.6.6.6, 198.51.100.1')).toBe('198.51.100.1');
    expect(of('6.6.6.6, 198.51.100.1, 10.9.9.9,192.0.2.1')).toBe('198.51.100.1');
    expect(of('198.51.100.1, 2001:db8:1::5')).toBe('198.51.100.1');
    expect(of('198.51.100.1', '::ffff:10.1.2.3')).toBe('198.51.100.1');
    expect(of('[2001:db8:2::7]:443')).toBe('2001:db8:2::7');
    expect(of('198.51.100.1:50000')).toBe('198.51.100.1');
    // All are trusted: the farthest of them.
    expect(of('10.0.0.2, 10.0.0.3')).toBe('10.0.0.2');
    // What is no address ends it: the last that is one.
    for (const nonsense of [undefined, '', 'unknown', '6.6.6.6, none', ' , ']) expect(of(nonsense)).toBe('10.1.2.3');
    expect(of('none, 10.0.0.9')).toBe('10.0.0.9');
  });

  it.each(['10.0.0.0/33', 'ten', '10.0.0.1, /8', '::/129', '1.2.3.4/x'])('is refused a list such as %j', (text) => {
    expect(() => clientAddresses(text)).toThrow(/TRUSTED_PROXIES: number \d is neither/);
  });
});

describe('an address', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', '127.0.0.0/24'],
    ['2001:DB8:0:1:2:3:4:5', '2001:db8:0:1::/64', '2001:db8::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8::/48'],
    ['2001:0:10::1', '2001:0:10:0::/64', '2001:0:10::/48'],
    ['::1', '0:0:0:0::/64', '::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80::/48'],
    ['::ffff:7f00:1', '127.0.0.1', '127.0.0.0/24'],
    ['0:0:0:0:0:FFFF:203.0.113.9', '203.0.113.9', '203.0.113.0/24'],
    ['64:ff9b::203.0.113.9', '64:ff9b:0:0::/64', '64:ff9b::/48'],
  ])('%s is counted as %s and shown as %s', (text, counted, shown) => {
    const address = plainIp(text) ?? '';
    expect([countedAs(address), shownAs(address)]).toEqual([counted, shown]);
  });

  it.each(['', 'a', '1.2.3', '1.2.3.4.5', '[::1', ':::', '256.1.1.1'])('is none: %j', (text) => {
    expect(plainIp(text)).toBeUndefined();
  });
});
