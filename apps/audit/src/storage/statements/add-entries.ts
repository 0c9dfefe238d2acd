import { insertMany, valuesOf, type Transaction } from '#postgres';
import type { Entry } from '../../ledger/entry.js';
import { holdArrivals } from './arrivals.js';
import { ENTRY } from './entry-columns.js';

/**
 * No `on conflict`: the consumer's memory of event ids, in the same transaction, lets each event in once. A second entry
 * of one id is a fault, and must fail loudly instead of being passed over.
 */
const ADD_ENTRIES = insertMany('entries', ENTRY);

export async function addEntries(tx: Transaction, entries: readonly Entry[]): Promise<void> {
  await holdArrivals(tx);
  await tx.query({ name: 'audit-add-entries', text: ADD_ENTRIES }, valuesOf(ENTRY, entries));
}
