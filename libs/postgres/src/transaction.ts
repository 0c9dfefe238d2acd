import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

/** What a statement needs to run inside a transaction; passed as the first argument, never found by ambient context. */
export interface Transaction {
  query<Row extends QueryResultRow = QueryResultRow>(
    statement: string | QueryConfig,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
}

/** The connection died while COMMIT was under way: the transaction may or may not be durable, and nobody knows. */
export class CommitUnknownError extends Error {
  readonly code = 'COMMIT_UNKNOWN';
  constructor(cause: unknown) {
    super('the connection died at COMMIT; whether the transaction is durable is unknown', { cause });
    this.name = 'CommitUnknownError';
  }
}

/** COMMIT of an aborted transaction succeeds with the command tag ROLLBACK: nothing was written. */
export class RolledBackError extends Error {
  readonly code = 'ROLLED_BACK';
  constructor() {
    super('COMMIT was answered ROLLBACK: a statement of the transaction had failed');
    this.name = 'RolledBackError';
  }
}

/**
 * Runs `work` in one transaction (read committed) and resolves only after a COMMIT whose command tag is COMMIT.
 *
 * @throws CommitUnknownError when the connection dies at COMMIT
 * @throws RolledBackError when the server answered COMMIT with ROLLBACK
 * @throws whatever `work` throws, after a ROLLBACK
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (tx: Transaction, client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Between checkout and release the pool does not listen, and an unheard 'error' would end the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    let result: Result;
    try {
      result = await work(client as unknown as Transaction, client);
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken ??= failure;
      });
      throw error;
    }
    await commit(client);
    return result;
  } catch (error) {
    if (error instanceof CommitUnknownError) broken ??= error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Commits on `client`; see {@link inTransaction} for what it throws. */
export async function commit(client: Pick<PoolClient, 'query'>): Promise<void> {
  let tag: string;
  try {
    tag = (await client.query('commit')).command;
  } catch (error) {
    // An SQLSTATE is the server's word that it did not commit (a deferred constraint, say) - but not when the server
    // ended the session (class 57P) while COMMIT ran: then the record may be durable already.
    if (sqlState(error) !== undefined && !sqlState(error)?.startsWith('57P')) throw error;
    throw new CommitUnknownError(error);
  }
  if (tag !== 'COMMIT') throw new RolledBackError();
}

/** The five characters of a server's error, or undefined when the error did not come from the server. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return 'severity' in error && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}
