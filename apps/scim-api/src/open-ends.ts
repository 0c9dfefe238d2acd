import type { Pool } from 'pg';
import { eraseEnded, recordEnded, type Logger } from '#service';
import { projectionsAt } from './tenants/projections.js';
import type { ScimApiConfig } from './config.js';
import { EndReports } from './storage/end-reports.js';
import { EndStore } from './storage/admin-end-store.js';
import type { AdminWritesOptions } from './storage/admin-writes.js';
import { TenantEnds } from './tenants/tenant-ends.js';

export interface EndsParts extends AdminWritesOptions {
  /** Of the role `admin`. */
  readonly pool: Pool;
  /** Of the activity's role; undefined: there is none. */
  readonly activity: Pool | undefined;
}

export interface OpenEnds {
  readonly stores: { readonly ends: EndStore; readonly endReports: EndReports };
  readonly look: TenantEnds;
}

/** The ends of tenants, and the look at those that are due, which has begun. */
export function openEnds(parts: EndsParts, config: ScimApiConfig, logger: Logger): OpenEnds {
  const { pool, activity, ...options } = parts;
  const ends = new EndStore({ ...options, afterMs: config.TENANT_END_AFTER_MS });
  const endReports = new EndReports({ pool, activity, projections: projectionsAt(config.PROJECTION_URLS) });
  const look = new TenantEnds({
    ends,
    erase: [
      (isStopping) => eraseEnded(options.writes, isStopping),
      ...(activity === undefined ? [] : [(isStopping: () => boolean) => eraseActivity(pool, activity, isStopping)]),
    ],
    lookEveryMs: config.ERASE_EVERY_MS,
    onFailure: (err) => logger.warn({ err }, 'ends of tenants were not looked after; the next look is soon'),
  });
  look.start();
  return { stores: { ends, endReports }, look };
}

const GONE = `
  select tenant_id::text as "tenantId", to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from public.ended_tenants
   where erased_at is not null
   order by ended_at desc
   limit 1000`;

/** After scim-api's own rows: what fills a gap of the activity from the outbox finds nothing of the tenant there any more. */
async function eraseActivity(pool: Pool, activity: Pool, isStopping: () => boolean): Promise<void> {
  const { rows } = await pool.query<{ tenantId: string; at: string }>(GONE);
  if (rows.length === 0) return;
  await recordEnded(activity, rows);
  await eraseEnded(activity, isStopping);
}
