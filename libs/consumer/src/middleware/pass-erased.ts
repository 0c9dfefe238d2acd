import type { Transaction } from '#postgres';
import { ignored, type Outcome, type ResourceId, type TopicHandler } from '../delivery.js';
import { settleRest, type Item, type Middleware, type OpenSlice } from '../pipeline.js';
import { resourceKey } from '../sequence.js';

const ERASED: Outcome = ignored('what it is about was erased');

/**
 * Passes over what is about a resource that was erased, whatever came before it or did not: a rebuild has nothing of it either.
 * Before the sequence and what parks, as `passEnded`.
 */
export const passErased: Middleware<OpenSlice> = (next) => async (slice) => {
  const gone = await slice.asked.erased;
  if (gone.size === 0) return next(slice);
  const settled = slice.items.map((item) => (gone.has(keyOf(item) ?? '') ? ERASED : undefined));
  return settleRest(slice, settled, next);
};

/** The resources of these records that were erased, by `resourceKey`. */
export async function askErased(
  tx: Transaction,
  erased: NonNullable<TopicHandler['erased']>,
  items: readonly Item[],
): Promise<ReadonlySet<string>> {
  const asked = new Map(items.flatMap((item) => resourceOfItem(item) ?? []).map((of) => [resourceKey(of), of]));
  return asked.size === 0 ? new Set() : new Set((await erased(tx, [...asked.values()])).map(resourceKey));
}

function keyOf(item: Item): string | null {
  const of = resourceOfItem(item);
  return of === null ? null : resourceKey(of);
}

/** As the event says it, or the key of a record that cannot be read. */
function resourceOfItem({ record, decoded }: Item): ResourceId | null {
  const at = record.key.indexOf('/');
  const [tenantId, id] = decoded.ok
    ? [decoded.delivery.event.tenantId, decoded.delivery.event.subject]
    : [
        record.headers.ce_tenantid ?? record.key.slice(0, Math.max(at, 0)),
        record.headers.ce_subject ?? record.key.slice(at + 1),
      ];
  return tenantId === '' || id === '' ? null : { tenantId: tenantId.toLowerCase(), id };
}
