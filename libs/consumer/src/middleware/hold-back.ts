import { settleRest, type Middleware, type OpenSlice, type Settlement } from '../pipeline.js';
import { parkedKeys } from '../statements/parked-keys.js';

/**
 * Keeps the order per key past a parked event: what follows it waits behind it. A record that cannot be decoded blocks
 * its key like a poisonous one, because nobody knows what it would have said.
 */
export const holdBack: Middleware<OpenSlice> = (next) => async (slice) => {
  const keys = new Set(slice.items.map(({ record }) => record.key));
  const blocked = await parkedKeys(slice.tx, slice.topic, [...keys]);
  const settled = slice.items.map(({ record, decoded }): Settlement | undefined => {
    if (!decoded.ok) {
      blocked.add(record.key);
      return { kind: 'undecodable', because: decoded.because };
    }
    // Without a key nothing was promised about the order.
    if (record.key === '' || !blocked.has(record.key)) return undefined;
    return { kind: 'waiting', because: 'an earlier event of this key is parked' };
  });
  return settleRest(slice, settled, next);
};
