import { migration } from '#postgres';
import { announceTenants } from './announce-tenants.js';

/** Tells the readers of the topics what the connections are called that were made before events said so. */
export const AnnounceConnections0013 = migration('AnnounceConnections1764000000013', (runner) =>
  announceTenants(runner, 'exists (select 1 from connections c where c.tenant_id = t.id)'),
);
