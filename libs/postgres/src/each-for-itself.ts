import { sqlState } from './commit.js';
import { isInfrastructureFailure } from './failure.js';

// Statement timeout, serialisation and deadlock, lock not available: what was done to this one.
const OF_ONE = /^(57014|40...|55P03)$/;

/**
 * Does the work for each, one after the other: one that fails, or takes too long, holds up none behind it. When the database itself is
 * away nothing more is begun.
 *
 * @throws that it is away; else the first failure, once the others have had their turn
 */
export async function eachForItself<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      if (isInfrastructureFailure(error) && !OF_ONE.test(sqlState(error) ?? '')) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
