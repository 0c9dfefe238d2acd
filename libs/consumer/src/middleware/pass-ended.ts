import { isUuid, type Transaction } from '#postgres';
import { ignored, type Outcome, type TopicHandler } from '../delivery.js';
import { settleRest, type Item, type Middleware, type OpenSlice } from '../pipeline.js';

const ENDED: Outcome = ignored('its tenant has ended');

/**
 * Passes over what belongs to a tenant that has ended. Before the sequence and what parks: neither a gap nor a record that
 * cannot be read leaves anything of it behind. That a tenant ended is heard all the same.
 */
export const passEnded: Middleware<OpenSlice> = (next) => async (slice) => {
  const gone = await slice.asked.ended;
  if (gone.size === 0) return next(slice);
  const settled = slice.items.map((item) => (gone.has(tenantOf(item) ?? '') ? ENDED : undefined));
  return settleRest(slice, settled, next);
};

/** The tenants of these records that are no more. */
export function askEnded(
  tx: Transaction,
  ended: NonNullable<TopicHandler['ended']>,
  items: readonly Item[],
): Promise<ReadonlySet<string>> {
  const tenants = new Set(items.flatMap((item) => tenantOf(item) ?? []));
  return tenants.size === 0 ? Promise.resolve(tenants) : ended(tx, [...tenants]);
}

/** In lower case; null for what belongs to none, and for the end itself. */
function tenantOf({ record, decoded }: Item): string | null {
  if (decoded.ok && decoded.delivery.event.type === 'rollcall.TenantEnded') return null;
  const said = decoded.ok
    ? decoded.delivery.event.tenantId
    : (record.headers.ce_tenantid ?? record.key.split('/', 1)[0]);
  const tenant = said?.toLowerCase() ?? '';
  return isUuid(tenant) ? tenant : null;
}
