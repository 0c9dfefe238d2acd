import { consumerTablesGained } from '#consumer';
import { migration } from '#postgres';

/** A parked event can be discarded, with who, when and why. */
export const DiscardedEvents1764000000009 = migration('DiscardedEvents1764000000009', () =>
  consumerTablesGained({ schema: 'projection' }),
);
