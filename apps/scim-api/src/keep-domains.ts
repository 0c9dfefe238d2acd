import type { Pool } from 'pg';
import type { OutboxBell } from '#outbox';
import type { Logger } from '#service';
import type { ScimApiConfig } from './config.js';
import { DomainStore } from './storage/admin-domain-store.js';
import { askDns, dnsServers } from './tenants/ask-dns.js';
import { DomainChecks } from './tenants/domain-checks.js';
import type { CheckTimes } from './tenants/domain.js';

const LOOK_FOR_DOMAINS_MS = 30_000;

/** The store of the domains, and the daily look at them, which has begun. */
export function keepDomains(
  { bell, ...pools }: { readonly pool: Pool; readonly writes: Pool; readonly bell: OutboxBell },
  config: ScimApiConfig,
  logger: Logger,
): { readonly domains: DomainStore; readonly domainChecks: DomainChecks } {
  const domains = new DomainStore({ ...pools, ring: () => bell.ring() });
  const domainChecks = new DomainChecks({
    domains,
    ask: askDns(dnsServers(config.DNS_SERVERS)),
    times: domainTimes(config.DOMAIN_CHECK_EVERY_MS),
    lookEveryMs: Math.min(LOOK_FOR_DOMAINS_MS, config.DOMAIN_CHECK_EVERY_MS),
    onFailure: (error) => logger.warn({ err: error }, 'domains could not be looked after; the next look is soon'),
  });
  domainChecks.start();
  return { domains, domainChecks };
}

/** Name servers that did not answer are asked again an hour later, or when the next look is, if that is sooner. */
function domainTimes(everyMs: number): CheckTimes {
  return { everyMs, againMs: Math.min(everyMs, 3_600_000) };
}
