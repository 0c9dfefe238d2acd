import { consumerTablesGained } from '#consumer';
import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** A parked event can be discarded, with who, when and why. */
export const DiscardedEvents2 = migration('DiscardedEvents0000000000002', () =>
  consumerTablesGained({ schema: LIVE_SCHEMA }),
);
