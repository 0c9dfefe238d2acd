import { GapError } from '../failure.js';
import { settleRest, type Middleware, type OpenSlice } from '../pipeline.js';

/**
 * Only the stored offset says what comes next. A consumer that was replaced may still be running, and kafkajs may hand
 * out what it fetched before a seek took effect; both meet here, one after the other, at the partition's row.
 */
export const keepOffset: Middleware<OpenSlice> = (next) => async (slice) => {
  const stored = await slice.asked.stored;
  if (stored === null || slice.from > stored) throw new GapError();
  const older = slice.items.map(({ record }) => (record.offset < stored ? { kind: 'older' as const } : undefined));
  return settleRest(slice, older, next);
};
