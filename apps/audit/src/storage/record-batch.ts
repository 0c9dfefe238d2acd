import { DONE, ignored, poison, type DeliveryBatch, type Outcome } from '#consumer';
import type { Entry } from '../ledger/entry.js';
import { toEntry } from '../ledger/to-entry.js';
import { addEntries } from './statements/add-entries.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Writes the entries of a batch in one statement, in the consumer's transaction. */
export async function recordBatch({ tx, deliveries }: DeliveryBatch): Promise<Outcome[]> {
  const entries: Entry[] = [];
  const outcomes = deliveries.map(({ event }): Outcome => {
    const entry = toEntry(event);
    if (entry === null) return ignored('settings of a tenant');
    // Nobody could ever read an entry without a tenant: it is set aside for a person instead.
    if (!UUID.test(entry.tenantId)) return poison('the tenant id is not a UUID');
    entries.push(entry);
    return DONE;
  });
  if (entries.length > 0) await addEntries(tx, entries);
  return outcomes;
}
