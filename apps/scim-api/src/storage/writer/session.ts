import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import {
  cancellable,
  commit,
  CommitUnknownError,
  onLoan,
  OverdueError,
  sqlState,
  tenantScope,
  type Cancelling,
} from '#postgres';
import type { WriteRequest } from '../../writes/write-request.js';

/** Milliseconds that a transaction has until its COMMIT is sent: what is not ready by then is undone. */
const WRITE_WITHIN_MS = 15_000;

/** One transaction of one tenant on a connection that sends statements without waiting for the answers before. */
export interface Session {
  /** Sends the statements at once and waits for all answers. */
  send<Row extends QueryResultRow = QueryResultRow>(...statements: readonly QueryConfig[]): Promise<QueryResult<Row>[]>;
  /**
   * Sends the last statements and COMMIT at once. Resolves only when COMMIT was answered COMMIT.
   *
   * @throws CommitUnknownError when the connection dies on the way: COMMIT had been sent; and as `commit` says
   */
  finish(...statements: readonly QueryConfig[]): Promise<void>;
}

/**
 * Opens a transaction in the tenant's scope with the first statements, and ends it if `work` did not. What reads can be ended
 * by `cancelling` when nobody waits for it.
 */
export function inSession<Result>(
  pool: Pool,
  tenantId: string,
  work: (session: Session) => Promise<Result>,
  cancelling?: Cancelling,
): Promise<Result> {
  return onLoan(pool, (client, loan) => {
    const deadline = performance.now() + WRITE_WITHIN_MS;
    const session: Session = {
      send: (...statements) => {
        // The first answer that is waited for brings the answers to these two with it.
        const opening = loan.isOpen ? [] : [{ text: 'begin' }, tenantScope(tenantId)];
        loan.isOpen = true;
        return settle(client, [...opening, ...statements], { deadline, opening: opening.length });
      },
      finish: async (...statements) => {
        if (performance.now() >= deadline) throw new OverdueError();
        const [saved, committed] = await Promise.allSettled([settle(client, statements), commit(client)]);
        loan.isOpen = false;
        settleCommit(saved, committed);
      },
    };
    return cancellable(client, cancelling, () => work(session));
  });
}

/** Whose writes a transaction is for. */
export interface Writing {
  readonly tenantId: string;
  readonly changes: readonly { readonly request: WriteRequest }[];
}

/** Opens the transactions of writes that are kept from the resources themselves. */
export interface Sessions {
  inShadow<Result>(writing: Writing, work: (session: Session) => Promise<Result>): Promise<Result>;
}

/** Where writes go: to the resources, or to what stands before them. */
export type WritePlace = Pool | Sessions;

export function openSession<Result>(
  place: WritePlace,
  writing: Writing,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  return 'inShadow' in place ? place.inShadow(writing, work) : inSession(place, writing.tenantId, work);
}

/**
 * What COMMIT and the statements sent with it came to. An SQLSTATE of a statement is the server's word that it failed, so
 * COMMIT was answered ROLLBACK. Without one the connection died, or nothing was answered, and COMMIT was on its way: the
 * error of COMMIT says whether the connection is still waited for.
 */
function settleCommit(saved: PromiseSettledResult<unknown>, committed: PromiseSettledResult<void>): void {
  if (saved.status === 'rejected' && sqlState(saved.reason) !== undefined) throw saved.reason;
  if (committed.status === 'rejected') throw committed.reason;
  if (saved.status === 'rejected') throw new CommitUnknownError(saved.reason);
}

/**
 * All answers behind the opening statements, or the first failure: never before every statement was answered, else the
 * connection would be reused too soon. What is not answered by the deadline has failed, and the connection with it
 * (`query_timeout` of pg).
 */
async function settle(
  client: PoolClient,
  statements: readonly QueryConfig[],
  { deadline = Infinity, opening = 0 } = {},
): Promise<QueryResult[]> {
  const left = deadline - performance.now();
  if (left <= 0) throw new OverdueError();
  const timed = left === Infinity ? statements : statements.map((one) => ({ ...one, query_timeout: left }));
  const answers = await Promise.allSettled(timed.map((statement) => client.query(statement)));
  const results = answers.map((answer) => {
    if (answer.status === 'fulfilled') return answer.value;
    throw answer.reason;
  });
  return results.slice(opening);
}
