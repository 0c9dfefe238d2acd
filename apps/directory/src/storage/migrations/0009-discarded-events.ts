import { consumerTablesGained } from '#consumer';
import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** A parked event can be discarded, with who, when and why. */
export const DiscardedEvents9 = migration('DiscardedEvents0000000000009', () =>
  consumerTablesGained({ schema: LIVE_SCHEMA }),
);
