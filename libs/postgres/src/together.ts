import { Query, type ClientBase, type Connection, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { arrayText } from './array-text.js';
import { collectorOf, type Descriptions } from './collector.js';
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
    handleRowDescription(message: unknown): void;
    handleDataRow(message: unknown): void;
    handleCommandComplete(message: unknown, connection: Connection): void;
    handleError(error: Error, connection: Connection): void;
    handleReadyForQuery(connection: Connection): void;
    hasBeenParsed(connection: Connection): unknown;
    /** Begins the result of the next statement, where there is one. */
    _checkForMultirow(): void;
    /** Of the statement that is being answered. */
    readonly _result: object;
    _accumulateRows: boolean;
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
  #descriptions: Descriptions | undefined;
  /** The last statement whose rows are described. */
  #describedAt = -1;

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
    const collector = collectorOf(connection);
    this.#descriptions = collector.descriptions;
    collector.begin();
    for (const statement of this.statements) {
      const query = asQuery(statement);
      const sending: { readonly submit: (connection: Connection) => unknown } = query;
      this.hasPrepared ||= statement.name !== undefined && query.hasBeenParsed(connection) !== true;
      collector.describes = collector.descriptions.of(statement) === undefined;
      const error = sending.submit(collector.connection);
      if (error instanceof Error) return error;
    }
    connection.stream.write(collector.take());
    return null;
  };

  override handleRowDescription(message: unknown): void {
    super.handleRowDescription(message);
    this.#describedAt = this.#completed;
    this.#descriptions?.note(this.statements[this.#completed], this._result);
  }

  override handleDataRow(message: unknown): void {
    if (this.#describedAt !== this.#completed) {
      this._checkForMultirow();
      Object.assign(this._result, this.#descriptions?.of(this.statements[this.#completed]));
      this._accumulateRows = true;
      this.#describedAt = this.#completed;
    }
    super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#describedAt !== this.#completed) this.#descriptions?.note(this.statements[this.#completed], null);
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
