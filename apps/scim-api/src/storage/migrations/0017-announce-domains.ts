import { migration } from '#postgres';
import { announceTenants } from './announce-tenants.js';

/**
 * Tells the readers of the topics that domains are kept now, and that no tenant has one yet. What was mailed before goes
 * on being mailed: that is the notifier's to know.
 */
export const AnnounceDomains0017 = migration('AnnounceDomains1764000000017', (runner) =>
  announceTenants(runner, 'true', { domains: [] }),
);
