import { DONE, ignored, poison, type DeliveryBatch, type Outcome } from '#consumer';
import { idFault } from '#contracts';
import type { Entry } from '../ledger/entry.js';
import { toEntry } from '../ledger/to-entry.js';
import { addEntries } from './statements/add-entries.js';

/** Writes the entries of a batch in one statement, in the consumer's transaction. */
export async function recordBatch({ tx, deliveries }: DeliveryBatch): Promise<Outcome[]> {
  const entries: Entry[] = [];
  const outcomes = deliveries.map(({ event }): Outcome => {
    const entry = toEntry(event);
    if (entry === null) return ignored('settings of a tenant');
    // Nobody could ever read an entry without a tenant: it is set aside for a person instead.
    const odd = idFault({ tenantId: entry.tenantId.toLowerCase(), id: entry.id.toLowerCase() });
    if (odd !== null) return poison(odd);
    entries.push(entry);
    return DONE;
  });
  if (entries.length > 0) await addEntries(tx, entries);
  return outcomes;
}
