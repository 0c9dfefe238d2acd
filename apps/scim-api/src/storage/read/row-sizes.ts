import type { QueryResultRow } from 'pg';
import { BoundedMap } from '#service';
import type { Rows } from './combine-reads.js';

/** Of stored attributes that the look-ups of one transaction read: decoded and answered they hold the thread for 30 ms. */
export const LOOK_UP_BYTES = 1_048_576;
/** Until something is known of a tenant. */
const USUAL_BYTES = 4_096;
const MAX_TENANTS = 10_000;

/** How large a tenant's resources were lately, so that a batch of look-ups is bounded in bytes. */
export class RowSizes {
  readonly #bytes = new BoundedMap<string, number>(MAX_TENANTS);

  /** How many look-ups one transaction takes. */
  keysAtOnce(tenantId: string): number {
    return Math.max(1, Math.floor(LOOK_UP_BYTES / (this.#bytes.get(tenantId) ?? USUAL_BYTES)));
  }

  note(tenantId: string, results: readonly Rows[]): void {
    let [bytes, rows] = [0, 0];
    for (const row of results.flat()) {
      const size = sizeOf(row);
      if (size === undefined) continue;
      bytes += size;
      rows += 1;
    }
    if (rows === 0) return;
    // Falls slowly: who asks for large and small ones in turn is taken for one who has large ones.
    const known = (this.#bytes.get(tenantId) ?? 0) * 0.9;
    this.#bytes.set(tenantId, Math.max(known, bytes / rows, 1));
  }
}

/** Of a row that came without its attributes, too; undefined: it has none. */
export function sizeOf({ bytes, attributes }: QueryResultRow): number | undefined {
  if (typeof bytes === 'number') return bytes;
  return typeof attributes === 'string' ? attributes.length : undefined;
}
