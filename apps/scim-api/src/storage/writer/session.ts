import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { commit, CommitUnknownError, sqlState } from '#postgres';

/** One transaction of one tenant on a connection that sends statements without waiting for the answers before. */
export interface Session {
  /** Sends the statements at once and waits for all answers. */
  send<Row extends QueryResultRow = QueryResultRow>(...statements: readonly QueryConfig[]): Promise<QueryResult<Row>[]>;
  /**
   * Sends the last statements and COMMIT at once. Resolves only when COMMIT was answered COMMIT.
   *
   * @throws CommitUnknownError when the connection dies on the way: COMMIT had been sent
   */
  finish(...statements: readonly QueryConfig[]): Promise<void>;
}

/** Opens a transaction in the tenant's scope, sends `first` with it, and ends it if `work` did not. */
export async function inSession<Result>(
  pool: Pool,
  tenantId: string,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  let open = false;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  const session: Session = {
    send: (...statements) => {
      // The first answer that is waited for brings the answers to these two with it.
      const opening = open ? [] : [{ text: 'begin' }, scope(tenantId)];
      open = true;
      return settle(client, [...opening, ...statements]).then((results) => results.slice(opening.length));
    },
    finish: async (...statements) => {
      const [saved, committed] = await Promise.allSettled([settle(client, statements), commit(client)]);
      open = false;
      // An SQLSTATE is the server's word that a statement failed, so COMMIT was answered ROLLBACK. Without one the
      // connection died, and COMMIT was on its way.
      if (saved.status === 'rejected') {
        if (sqlState(saved.reason) !== undefined) throw saved.reason;
        throw new CommitUnknownError(saved.reason);
      }
      if (committed.status === 'rejected') throw committed.reason;
    },
  };
  try {
    return await work(session);
  } catch (error) {
    if (error instanceof CommitUnknownError) broken ??= error;
    throw error;
  } finally {
    if (open) await client.query('rollback').catch((error: Error) => (broken ??= error));
    client.off('error', onError);
    client.release(broken);
  }
}

function scope(tenantId: string): QueryConfig {
  return { name: 'scope-to-tenant', text: `select set_config('rollcall.tenant', $1, true)`, values: [tenantId] };
}

/** All answers, or the first failure: never before every statement was answered, else the connection would be reused too soon. */
async function settle(client: PoolClient, statements: readonly QueryConfig[]): Promise<QueryResult[]> {
  const answers = await Promise.allSettled(statements.map((statement) => client.query(statement)));
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}
