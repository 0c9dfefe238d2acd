import type { Pool } from 'pg';
import type { LeaseTokens } from '../../tenants/rate-limits.js';

/** The function locks the connection's bucket, so that replicas lease one after the other, by the database's clock. */
export function leaseTokens(pool: Pick<Pool, 'query'>): LeaseTokens {
  return async ({ connectionId, limit, needed, portion }) => {
    const values = [connectionId, needed, portion, limit.perSecond, limit.burst];
    const { rows } = await pool.query<LeaseRow>({ name: 'lease-tokens', text: LEASE, values });
    return rows[0] ?? { granted: 0, lacking: needed };
  };
}

interface LeaseRow {
  readonly granted: number;
  readonly lacking: number;
}

const LEASE = `
  select granted, lacking
    from lease_tokens($1::uuid, $2::int, $3::int, $4::int, $5::int)`;
