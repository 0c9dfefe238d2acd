import { CommitUnknownError, sqlState } from './commit.js';

// Class 08 connection, 28 authorization, 3D000 no such database, 53 resources, 57P operator intervention (shutdown, crash),
// 40 serialisation and deadlock, 55P03 lock not available, 25P03 idle-in-transaction timeout, 57014 statement timeout.
const TRANSIENT = /^(08...|28...|3D000|53...|57P..|40...|55P03|25P03|57014)$/;
// They end the session, and no statement is at fault: a database that is being moved lets nobody in with 55000, one of which the
// role has lost its right with 42501, which else are of a statement.
const OF_SESSION = new Set(['FATAL', 'PANIC']);
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/** A transaction was not ready to commit in its time. COMMIT was not sent: nothing of it is durable. */
export class OverdueError extends Error {
  readonly code = 'OVERDUE';
  constructor() {
    super('the transaction was not ready to commit in its time, and is rolled back');
    this.name = 'OverdueError';
  }
}

/** True for failures of the database or the way to it, which pass by themselves; false for faults of the statement. */
export function isInfrastructureFailure(error: unknown): boolean {
  if (error instanceof CommitUnknownError || error instanceof OverdueError) return true;
  const state = sqlState(error);
  if (state !== undefined) return TRANSIENT.test(state) || isOfSession(error);
  if (!Error.isError(error)) return false;
  if ('code' in error && typeof error.code === 'string' && NETWORK.has(error.code)) return true;
  if (isUnanswered(error)) return true;
  // pg's own errors for a lost or refused connection carry no code (pg 8.23, client.js and pg-pool).
  return /Connection terminated|timeout exceeded when trying to connect|Client was closed|not queryable/.test(
    error.message,
  );
}

function isOfSession(error: unknown): boolean {
  return Error.isError(error) && 'severity' in error && OF_SESSION.has(String(error.severity));
}

/** pg gave up a statement that the server has not answered, neither with an error (pg 8.23, client.js, `query_timeout`). */
export function isUnanswered(error: unknown): boolean {
  return Error.isError(error) && error.message === 'Query read timeout';
}
