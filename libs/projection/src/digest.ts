import { createHash } from 'node:crypto';
import { eachText, type Transaction } from '#postgres';

export interface Digest {
  /** SHA-256 in hex over one line per row. */
  readonly sha256: string;
  readonly rows: number;
}

export interface DigestedTable {
  /** What stands before its lines; where there is one table alone, nothing has to. */
  readonly heading?: string;
  /** A select of one text a row, in an order that the events say: no local clock, and no number of arrival. */
  readonly lines: string;
}

/**
 * The canonical digest of the projection that the search path names. Two projections that have folded the same events
 * have the same digest, however the events were cut into batches and whenever they came.
 */
export function digestOf(tables: readonly DigestedTable[]): (session: Transaction) => Promise<Digest> {
  return async (session) => {
    const hash = createHash('sha256');
    let rows = 0;
    for (const { heading, lines } of tables) {
      if (heading !== undefined) hash.update(`${heading}\n`);
      rows += await eachText(session, lines, (line) => hash.update(`${line}\n`));
    }
    return { sha256: hash.digest('hex'), rows };
  };
}
