import { Duplex } from 'node:stream';
import type { ClientBase, Pool, PoolClient, QueryConfig } from 'pg';
import { countUnknownCommit } from './instruments.js';

/** Milliseconds that COMMIT may take before the caller is told that nobody knows. */
export const COMMIT_WITHIN_MS = 8_000;
/** Milliseconds for which a connection whose COMMIT is not answered keeps its place in the pool. */
export const HELD_MS = 300_000;
const LOOK_EVERY_MS = 100;

/** COMMIT was sent, and whether the transaction is durable nobody knows: nothing of it may be run again unseen. */
export class CommitUnknownError extends Error {
  readonly code = 'COMMIT_UNKNOWN';
  /** Settles when the server has answered COMMIT after all, or the connection is gone; undefined when it has or is. */
  readonly outstanding: Promise<unknown> | undefined;
  constructor(cause: unknown, outstanding?: Promise<unknown>) {
    super('whether the transaction is durable is unknown: COMMIT was sent, and nothing certain came back', { cause });
    this.name = 'CommitUnknownError';
    this.outstanding = outstanding;
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

// pg's own limit for a query must not end a COMMIT that is waited for: its types do not know that it can be a query's.
const COMMIT: QueryConfig & { readonly query_timeout: number } = { text: 'commit', query_timeout: HELD_MS };

/**
 * Commits on `client`; see {@link inTransaction} for what it throws.
 *
 * PostgreSQL answers COMMIT with the tag COMMIT and a warning when the transaction is in its own log and not known to be
 * in a standby's (documentation, "Synchronous Replication": `pg_cancel_backend` while it waits, or a shutdown). In a
 * pipeline a warning of the statements before counts, too: ours give none.
 */
export async function commit(client: Committing): Promise<void> {
  const { command } = await committed(client, () => client.query(COMMIT));
  if (command !== 'COMMIT') throw new RolledBackError();
}

/**
 * What the server answers to something that ends in a commit.
 *
 * @param isBefore whether what failed was not the commit itself, but something before it
 * @throws CommitUnknownError as {@link commit} says
 */
export async function committed<Answer>(
  client: Listening,
  send: () => Promise<Answer>,
  isBefore: (error: unknown) => boolean = () => false,
): Promise<Answer> {
  try {
    return await settle(client, send, isBefore);
  } catch (error) {
    if (error instanceof CommitUnknownError) countUnknownCommit();
    throw error;
  }
}

async function settle<Answer>(
  client: Listening,
  send: () => Promise<Answer>,
  isBefore: (error: unknown) => boolean,
): Promise<Answer> {
  let warning: string | undefined;
  const onNotice: OnNotice = ({ code, message }) => {
    // Class 00 is a notice, success; the severity's own word is in the language of the server.
    if (code?.startsWith('00') !== true) warning ??= message ?? 'a warning';
  };
  client.on('notice', onNotice);
  let answer: Answer;
  try {
    answer = await within(COMMIT_WITHIN_MS, send());
  } catch (error) {
    if (error instanceof CommitUnknownError) throw error;
    // An SQLSTATE is the server's word that it did not commit (a deferred constraint, say) - but not when the server
    // ended the session (class 57P) while COMMIT ran: then the record may be durable already.
    const state = sqlState(error);
    if (state !== undefined && (!state.startsWith('57P') || isBefore(error))) throw error;
    throw new CommitUnknownError(error);
  } finally {
    client.off('notice', onNotice);
  }
  if (warning !== undefined) throw new CommitUnknownError(new Error(warning));
  return answer;
}

/** A client or one of a pool. */
interface Committing extends Listening, Pick<ClientBase, 'query'> {}

interface Listening {
  on(event: 'notice', listener: OnNotice): unknown;
  off(event: 'notice', listener: OnNotice): unknown;
}

type OnNotice = (notice: { readonly code?: string | undefined; readonly message?: string | undefined }) => void;

async function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const outstanding = answer.catch(() => undefined);
      reject(new CommitUnknownError(new Error(`COMMIT was not answered within ${milliseconds} ms`), outstanding));
    }, milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Gives a client back to its pool; with `broken` it is destroyed.
 *
 * A connection whose COMMIT is not answered keeps its place until it is, at most five minutes: the server's process waits
 * for its standby and sees nothing else, not even that we are gone. If each write opened a new connection meanwhile, the
 * server would soon have none left, for reading either.
 */
export function giveBack(pool: Pool, client: PoolClient, { broken, onError }: Borrowed): void {
  const release = (): void => {
    client.off('error', onError);
    client.release(broken);
  };
  if (!(broken instanceof CommitUnknownError) || broken.outstanding === undefined) return release();
  const look = setInterval(() => pool.ending && destroy(client), LOOK_EVERY_MS);
  void broken.outstanding.then(() => {
    clearInterval(look);
    release();
  });
}

/** At once, as pg's own pool does with one that does not connect: `end` of a pipelined client waits for its answers. */
function destroy(client: object): void {
  const connection: unknown = 'connection' in client ? client.connection : undefined;
  if (typeof connection !== 'object' || connection === null || !('stream' in connection)) return;
  if (connection.stream instanceof Duplex) connection.stream.destroy();
}

interface Borrowed {
  readonly broken: Error | undefined;
  /** The borrower's listener: it is taken away when the pool listens again. */
  readonly onError: (error: Error) => void;
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The five characters of a server's error, or undefined when the error did not come from the server. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return 'severity' in error && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}
