import { sequenceTables } from '#consumer';
import { migration } from '#postgres';

/**
 * The sequences of resources, beside the consumer's other tables. Nothing is filled: the consumer asks the projection what
 * it has of a resource whose sequence it does not know. It keeps no history, so there are no gaps of before to be listed.
 */
export const Sequences1764000000050 = migration('Sequences1764000000050', () =>
  sequenceTables({ schema: 'projection', role: 'rollcall_notifier' }),
);
