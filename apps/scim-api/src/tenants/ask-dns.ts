import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { DnsAnswer } from './domain.js';

/** What name servers say of a TXT record; never throws. */
export type AskDns = (record: { readonly name: string; readonly value: string }) => Promise<DnsAnswer>;

const DNS_TIMEOUT_MS = 5_000;

// c-ares: the name, or a record of this type at it, does not exist. All else (SERVFAIL, REFUSED, silence) says nothing.
const ABSENT: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks the given servers, or those of the machine, once and for five seconds at most.
 *
 * @param servers addresses, each with a port if it is not 53: `192.0.2.53`, `[2001:db8::53]:5353`
 */
export function askDns(servers: readonly string[] | null): AskDns {
  return async ({ name, value }) => {
    // One resolver a question: a cancelled one ends all of its questions.
    const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 1 });
    if (servers !== null) resolver.setServers(servers);
    // Several servers are asked one after the other, each for as long: together they have no more.
    const overdue = setTimeout(() => resolver.cancel(), DNS_TIMEOUT_MS);
    try {
      const records = await resolver.resolveTxt(name);
      return records.some((parts) => parts.join('') === value) ? 'found' : 'absent';
    } catch (error) {
      return typeof error === 'object' && error !== null && 'code' in error && ABSENT.has(error.code)
        ? 'absent'
        : 'unanswered';
    } finally {
      clearTimeout(overdue);
    }
  };
}

/** @throws Error that says what DNS_SERVERS may be */
export function dnsServers(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const servers = text.split(',').map((server) => server.trim());
  if (servers.every(isServer)) return servers;
  throw new Error('DNS_SERVERS: addresses with commas between them, each with a port if need be: 192.0.2.53:5353');
}

function isServer(text: string): boolean {
  const [, bracketed, v4, port = '53'] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  return isPort && (isIP(text) !== 0 || isIP(bracketed ?? '') === 6 || isIP(v4 ?? '') === 4);
}
