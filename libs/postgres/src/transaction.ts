import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { asError, commit, CommitUnknownError, giveBack } from './commit.js';
import { isUnanswered } from './failure.js';

/** What a statement needs to run inside a transaction; passed as the first argument, never found by ambient context. */
export interface Transaction {
  query<Row extends QueryResultRow = QueryResultRow>(
    statement: string | QueryConfig,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
}

/**
 * Runs `work` in one transaction (read committed) and resolves only after a COMMIT whose command tag is COMMIT.
 *
 * @throws CommitUnknownError when the connection dies at COMMIT, when COMMIT is answered with a warning, or not within
 *   {@link COMMIT_WITHIN_MS}
 * @throws RolledBackError when the server answered COMMIT with ROLLBACK
 * @throws whatever `work` throws, after a ROLLBACK
 */
export function inTransaction<Result>(
  pool: Pool,
  work: (tx: Transaction, client: PoolClient) => Promise<Result>,
): Promise<Result> {
  return onLoan(pool, async (client, loan) => {
    await client.query('begin');
    loan.isOpen = true;
    const result = await work(client, client);
    loan.isOpen = false;
    await commit(client);
    return result;
  });
}

export interface Loan {
  /** A transaction is open, which nobody has asked to commit: it is rolled back when the work is over. */
  isOpen: boolean;
  /** The connection is of no more use, though it is not broken. */
  isSpent: boolean;
}

/** A connection for as long as `work` takes. One that broke on the way, or is not answered, is not used again. */
export async function onLoan<Result>(
  pool: Pool,
  work: (client: PoolClient, loan: Loan) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const loan: Loan = { isOpen: false, isSpent: false };
  let broken: Error | undefined;
  // Between checkout and release the pool does not listen, and an unheard 'error' would end the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    return await work(client, loan);
  } catch (error) {
    if (error instanceof CommitUnknownError || isUnanswered(error)) broken ??= asError(error);
    throw error;
  } finally {
    if (loan.isSpent) broken ??= new Error('the connection is of no more use');
    // Not where it is broken: a rollback would wait behind the statement that the server does not answer.
    if (loan.isOpen && broken === undefined)
      await client.query('rollback').catch((failure: unknown) => (broken = asError(failure)));
    giveBack(pool, client, { broken, onError });
  }
}
