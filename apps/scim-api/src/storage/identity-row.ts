import { UNKNOWN_ATTRIBUTES } from '#scim';
import { rateLimitOf } from '../tenants/connection.js';
import type { Identity } from '../tenants/identity.js';
import { pauseOf } from '../tenants/pause.js';
import { shadowOf } from '../tenants/shadow.js';

/** What is read of a connection when a request comes by it. */
export interface ConnectionRow {
  readonly connection_id: string;
  readonly tenant_id: string;
  readonly tolerance: string;
  readonly inactive_duplicate: string;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly unknown_attributes: string;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
  /** null: the connection is none. */
  readonly shadow: string | null;
}

/** Whose request it is, the company's own type apart. */
export function identityFrom(row: ConnectionRow, credentialId: string): Omit<Identity, 'userType'> {
  return {
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    credentialId,
    // Decoders: the tables' constraints have the same words.
    tolerance: row.tolerance === 'strict' ? 'strict' : 'tolerant',
    inactiveDuplicate: row.inactive_duplicate === 'reactivate' ? 'reactivate' : 'conflict',
    rateLimit: rateLimitOf(row.rate_per_second, row.rate_burst),
    unknownAttributes: UNKNOWN_ATTRIBUTES.find((choice) => choice === row.unknown_attributes) ?? 'ignore',
    pause: pauseOf(row.paused_at, row.paused_by),
    shadow: shadowOf(row.shadow),
  };
}
