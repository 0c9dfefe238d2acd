import { DONE, ignored, poison, VERSION_TAKEN, type DeliveryBatch, type Outcome } from '#consumer';
import { idFault } from '#contracts';
import type { Entry } from '../ledger/entry.js';
import { namesIn, type Named } from '../ledger/names.js';
import { toEntry } from '../ledger/to-entry.js';
import { addEntries } from './statements/add-entries.js';
import { addNames } from './statements/add-names.js';
import { isVersionTaken } from './statements/is-version-taken.js';

/** Writes the entries of a batch in one statement, and the names that came with them, in the consumer's transaction. */
export async function recordBatch({ tx, deliveries, isLate }: DeliveryBatch): Promise<Outcome[]> {
  const entries: Entry[] = [];
  const names: Named[] = [];
  const outcomes = deliveries.map(({ event, topic, partition, offset }): Outcome => {
    // Nobody could ever read an entry without a tenant: it is set aside for a person instead.
    const odd = idFault({ tenantId: event.tenantId.toLowerCase(), id: event.id.toLowerCase() });
    const entry = toEntry(event);
    if (odd !== null) return entry === null ? ignored(SETTINGS) : poison(odd);
    names.push(...namesIn(event));
    if (entry === null) return ignored(SETTINGS);
    entries.push({ ...entry, topic, partition, offset: String(offset) });
    return DONE;
  });
  // Late ones are released one by one. Of two events of one version the log has the first alone.
  if (isLate && (await isVersionTaken(tx, entries))) return deliveries.map(() => poison(VERSION_TAKEN));
  if (entries.length > 0) await addEntries(tx, entries);
  await addNames(tx, names);
  return outcomes;
}

const SETTINGS = 'settings of a tenant';
