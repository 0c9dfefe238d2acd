import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { ConfigError } from './config.js';

/** Where a request comes from, in the form of {@link plainIp}; `unknown` when its connection has gone. */
export type ClientOf = (request: IncomingMessage) => string;

/**
 * The socket's address, or, as far as those who forward are trusted, the one that they say: `X-Forwarded-For` is read from
 * the right, past `trusted` addresses and no further, because what stands to the left of a stranger was written by one.
 *
 * @param trusted `TRUSTED_PROXIES`: addresses and networks (CIDR), separated by commas
 * @throws ConfigError
 */
export function clientAddresses(trusted = ''): ClientOf {
  const proxies = readNetworks(trusted);
  return ({ socket, headers }) => {
    let at = plainIp(socket.remoteAddress ?? '') ?? 'unknown';
    if (!isIn(proxies, at)) return at;
    const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    while (isIn(proxies, at)) {
      const next = plainIp(said.pop() ?? '');
      if (next === undefined) break;
      at = next;
    }
    return at;
  };
}

/** Whether an address is one of `trusted`, which forward for many. @throws ConfigError */
export function trustedAddresses(trusted: string): (address: string) => boolean {
  const proxies = readNetworks(trusted);
  return (address) => isIn(proxies, address);
}

/** By what an address is counted: of IPv6 the /64, which one customer has all of. */
export function countedAs(address: string): string {
  return isIPv6(address) ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address;
}

/** What of an address is shown in a log: the /24 of IPv4, the /48 of IPv6, as RFC 5952 writes them. */
export function shownAs(address: string): string {
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(address)) return address;
  const network = groupsOf(address).slice(0, 3).join(':');
  return `${network.replace(/(?:^|:)0(?::0)*$/, '')}::/48`;
}

/** Without brackets, port and zone; an IPv4 address in IPv6's clothes is one of IPv4. Undefined: it is no address. */
export function plainIp(text: string): string | undefined {
  const trimmed = text.trim();
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed) ?? [];
  const address = (bracketed ?? trimmed.replace(/^([\d.]+):\d+$/, '$1')).replace(/%.*$/, '');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  const groups = groupsOf(address);
  // RFC 4291 §2.5.5.2
  if (!groups.slice(0, 5).every((group) => group === '0') || groups[5] !== 'ffff') return address.toLowerCase();
  return groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join('.');
}

/** The eight groups of an IPv6 address, as hexadecimal digits without zeros before them. */
function groupsOf(address: string): readonly string[] {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [high = 0, second = 0, third = 0, low = 0] = dotted?.slice(1).map(Number) ?? [];
  const hexadecimal = `${(high * 256 + second).toString(16)}:${(third * 256 + low).toString(16)}`;
  const whole = dotted === null ? address : address.slice(0, dotted.index) + hexadecimal;
  const [before = '', after] = whole.split('::');
  const split = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [first, last] = [split(before), split(after ?? '')];
  const zeros = after === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(zeros).fill('0'), ...last].map((group) => Number.parseInt(group, 16).toString(16));
}

function readNetworks(text: string): BlockList {
  const list = new BlockList();
  const parts = text.split(',').map((part) => part.trim());
  for (const [index, part] of parts.entries()) {
    if (part === '') continue;
    const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(part) ?? [];
    const plain = plainIp(address);
    const most = plain === undefined ? -1 : isIPv4(plain) ? 32 : 128;
    const bits = prefix === undefined ? most : Number(prefix);
    if (plain === undefined || bits > most)
      throw new ConfigError([
        `TRUSTED_PROXIES: number ${index + 1} is neither an address nor a network, such as 10.0.0.0/8`,
      ]);
    list.addSubnet(plain, bits, familyOf(plain));
  }
  return list;
}

function isIn(networks: BlockList, address: string): boolean {
  return (isIPv4(address) || isIPv6(address)) && networks.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
