import type { Transaction } from './transaction.js';

/** Rows a statement fetches at a time; of each no more stays than that it came. */
const FETCHED = 2_000;

/**
 * Gives the texts of a select's only column one by one, as they are parsed from the wire, and keeps none: of a table of
 * mebibytes one row is in memory, where a page of a number of rows would hold them all.
 *
 * @param tx a transaction: the cursor lives in it
 * @returns how many there were
 */
export async function eachText(tx: Transaction, select: string, each: (text: string) => void): Promise<number> {
  const take = (value: unknown): null => {
    each(String(value));
    return null;
  };
  const fetch = { text: `fetch ${FETCHED} from texts`, types: { getTypeParser: () => take } };
  await tx.query(`declare texts no scroll cursor for ${select}`);
  for (let count = 0; ;) {
    const { rows } = await tx.query(fetch);
    count += rows.length;
    if (rows.length === FETCHED) continue;
    await tx.query('close texts');
    return count;
  }
}
