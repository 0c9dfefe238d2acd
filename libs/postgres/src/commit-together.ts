import type { Pool, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { committed, HELD_MS, RolledBackError } from './commit.js';
import { placeTogether, sendTogether } from './together.js';
import { onLoan } from './transaction.js';

/**
 * Runs statements as one transaction, with its begin and its COMMIT in one message. Resolves only when COMMIT was answered COMMIT.
 *
 * @throws CommitUnknownError when the connection dies on the way, when COMMIT is answered with a warning, or when not all is
 *   answered within {@link COMMIT_WITHIN_MS}; what a statement failed with, and then nothing is stored
 */
export function commitTogether(
  pool: Pool,
  statements: readonly QueryConfig[],
): Promise<readonly QueryResult<QueryResultRow>[]> {
  return onLoan(pool, async (client, loan) => {
    loan.isOpen = true;
    const send = () => sendTogether(client, [BEGIN, ...statements, COMMIT], loan, { timeout: HELD_MS });
    const results = await committed(client, send, (error) => (placeTogether(error) ?? Infinity) <= statements.length);
    loan.isOpen = false;
    if (results.at(-1)?.command !== 'COMMIT') throw new RolledBackError();
    return results.slice(1, -1);
  });
}

// With names, so that the server parses them once.
export const BEGIN: QueryConfig = { name: 'begin', text: 'begin' };
const COMMIT: QueryConfig = { name: 'commit', text: 'commit' };
