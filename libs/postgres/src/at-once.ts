import type { Pool, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { renewPlans } from './renew-plans.js';
import { sendTogether } from './together.js';
import { onLoan } from './transaction.js';

/**
 * Runs statements on a connection of their own in one transaction that nobody begins or commits. For reading: nobody is told
 * whether it committed.
 *
 * @throws what the first failed one failed with; see `placeTogether`
 */
export function atOnce(
  pool: Pool,
  statements: readonly QueryConfig[],
): Promise<readonly QueryResult<QueryResultRow>[]> {
  return onLoan(pool, (client, loan) => sendTogether(client, statements, loan));
}

/** As {@link atOnce}, by the plans that the connection keeps, each for a second at most (`renewPlans`). */
export function atOnceByKeptPlans(
  pool: Pool,
  statements: readonly QueryConfig[],
): Promise<readonly QueryResult<QueryResultRow>[]> {
  return onLoan(pool, (client, loan) => {
    renewPlans(client);
    return sendTogether(client, statements, loan);
  });
}
