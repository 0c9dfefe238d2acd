import { Query, type ClientBase, type Connection, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { arrayText } from './array-text.js';
import type { Loan } from './transaction.js';

type Result = QueryResult<QueryResultRow>;

const failedAt = new WeakMap<Error, number>();

/** Which of the statements that were sent together an error is of; undefined when it is of none. */
export function placeTogether(error: unknown): number | undefined {
  return error instanceof Error ? failedAt.get(error) : undefined;
}

/**
 * Sends statements in one message, and takes their answers as one query of pg. Outside a transaction they are one of their own:
 * between two Syncs the server takes all for one, what `set_config` says holds until its end, and behind one that fails none
 * is run (PostgreSQL, "Message Flow", Extended Query).
 *
 * @throws what the first failed one failed with; see {@link placeTogether}
 */
export async function sendTogether(
  client: ClientBase,
  statements: readonly QueryConfig[],
  loan: Loan,
  { timeout }: { readonly timeout?: number } = {},
): Promise<readonly Result[]> {
  const sent = Promise.withResolvers<readonly Result[]>();
  const together = new SentTogether(statements, sent);
  if (timeout !== undefined) together.query_timeout = timeout;
  client.query(together);
  try {
    const results = await sent.promise;
    loan.isSpent ||= together.hasEnded;
    return results;
  } catch (error) {
    // Which of them the server has prepared is not known.
    loan.isSpent ||= together.hasPrepared;
    throw error;
  }
}

declare module 'pg' {
  /** pg's types leave out what its client tells a query, and asks of it (pg 8.23, lib/query.js). */
  interface Query {
    handleCommandComplete(message: unknown, connection: Connection): void;
    handleError(error: Error, connection: Connection): void;
    hasBeenParsed(connection: Connection): unknown;
    /** What has come so far, of all its statements. */
    readonly _results: unknown;
  }
}

/** How several statements end. */
export interface Ending {
  resolve(results: readonly Result[]): void;
  reject(error: Error): void;
}

/** A query of pg takes the results of several statements, as `query` of a text with semicolons brings them. */
export class SentTogether extends Query {
  readonly statements: readonly QueryConfig[];
  /** Milliseconds for all of them, instead of those that the pool gives a query. */
  query_timeout?: number;
  /** One of them had no plan on the connection, and is behind a Parse. */
  hasPrepared = false;
  /** The session ended behind the answer of the last one: what the server said it has done it has. */
  hasEnded = false;
  readonly #ending: Ending;
  #completed = 0;

  constructor(statements: readonly QueryConfig[], ending: Ending) {
    super({ text: '' }, (error: Error | null | undefined, found: unknown) => {
      this.hasEnded = error instanceof Error && this.#completed === statements.length;
      if (error instanceof Error && !this.hasEnded) this.fail(error, this.#completed);
      else this.succeed(asResults(found ?? this._results));
    });
    this.statements = statements;
    this.#ending = ending;
  }

  /** As a query of pg does it, it returns an error of its own, if there is one. */
  override submit = (connection: Connection): Error | null => {
    const message: Buffer[] = [];
    const collecting = collectingInto(message, connection);
    for (const statement of this.statements) {
      const query = asQuery(statement);
      const sending: { readonly submit: (connection: Connection) => unknown } = query;
      this.hasPrepared ||= statement.name !== undefined && query.hasBeenParsed(connection) !== true;
      const error = sending.submit(collecting);
      if (error instanceof Error) return error;
    }
    message.push(SYNC);
    connection.stream.write(Buffer.concat(message));
    return null;
  };

  override handleCommandComplete(message: unknown, connection: Connection): void {
    this.#completed += 1;
    super.handleCommandComplete(message, connection);
  }

  succeed(results: readonly Result[]): void {
    this.#ending.resolve(results);
  }

  /** @param at which of the statements failed */
  fail(error: Error, at: number): void {
    failedAt.set(error, at);
    this.#ending.reject(error);
  }
}

/** The message without a body that ends a request (PostgreSQL, "Message Formats"). */
const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);

/** The connection itself, but what is said on it is kept, and no statement ends the request. */
function collectingInto(message: Buffer[], connection: Connection): Connection {
  const nothing = (): void => undefined;
  const write = (part: Buffer): boolean => message.push(part) > 0;
  const stream = { writable: true, write, cork: nothing, uncork: nothing };
  return Object.create(connection, { stream: { value: stream }, sync: { value: nothing } }) as Connection;
}

/**
 * What of a query of pg is sent: made without its constructor, which copies the statement and makes a result, neither of which
 * anybody sees. A text alone pg would send as a simple query, which is a request of its own.
 */
function asQuery({ name, text, values }: QueryConfig): Query {
  return Object.assign(Object.create(Query.prototype) as Query, {
    name,
    text,
    values: values?.map((value: unknown) => (Array.isArray(value) ? arrayText(value) : value)),
    portal: '',
    queryMode: 'extended',
  });
}

/** One statement has one result, several have a list of them. */
function asResults(found: unknown): readonly Result[] {
  // pg's own.
  return (Array.isArray(found) ? found : [found]) as readonly Result[];
}
