import { Query, type Connection, type Pool, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { asError, giveBack } from './commit.js';

type Result = QueryResult<QueryResultRow>;

const failedAt = new WeakMap<Error, number>();

/** Which of the statements of {@link atOnce} an error is of; undefined when it is of none. */
export function placeAtOnce(error: unknown): number | undefined {
  return error instanceof Error ? failedAt.get(error) : undefined;
}

/**
 * Runs statements on a connection of their own in one transaction that nobody begins or commits: between two Syncs the server
 * takes all for one, and what `set_config` says holds until its end (PostgreSQL, "Message Flow", Extended Query). One message
 * each way for all of them, and one query of pg, where each had its own. For reading: nobody is told whether it committed.
 *
 * @throws what the first failed one failed with; see {@link placeAtOnce}
 */
export async function atOnce(pool: Pool, statements: readonly QueryConfig[]): Promise<readonly Result[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    return await new Promise((resolve, reject) => {
      client.query(new Together(statements, { resolve, reject }));
    });
  } catch (error) {
    // Which of them the server has prepared is not known here, so nothing else uses this connection.
    broken ??= asError(error);
    throw error;
  } finally {
    giveBack(pool, client, { broken, onError });
  }
}

declare module 'pg' {
  /** pg's types leave out what its client tells a query (pg 8.23, lib/query.js). */
  interface Query {
    handleCommandComplete(message: unknown, connection: Connection): void;
  }
}

/** How several statements end. */
export interface Ending {
  resolve(results: readonly Result[]): void;
  reject(error: Error): void;
}

/** A query of pg takes the results of several statements, as `query` of a text with semicolons brings them. */
export class Together extends Query {
  readonly statements: readonly QueryConfig[];
  readonly #ending: Ending;
  #completed = 0;

  constructor(statements: readonly QueryConfig[], ending: Ending) {
    super({ text: '' }, (error: Error | null | undefined, found: unknown) => {
      if (error instanceof Error) this.fail(error, this.#completed);
      else this.succeed(asResults(found));
    });
    this.statements = statements;
    this.#ending = ending;
  }

  /** As a query of pg does it, it returns an error of its own, if there is one. */
  override submit = (connection: Connection): Error | null => {
    // The connection itself, but for that.
    const unsynced = Object.create(connection, { sync: { value: () => undefined } }) as Connection;
    connection.stream.cork();
    try {
      for (const statement of this.statements) {
        const error: unknown = new Query(prepared(statement)).submit(unsynced);
        if (error instanceof Error) return abandon(connection, error);
      }
      connection.sync();
      return null;
    } finally {
      connection.stream.uncork();
    }
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

/** What was sent before it is behind no Sync: nothing more can be said on the connection. */
function abandon({ stream }: Connection, error: Error): Error {
  stream.destroy();
  return error;
}

/** A text alone pg sends as a simple query, which would be a transaction of its own. */
function prepared(statement: QueryConfig): QueryConfig & { readonly queryMode?: 'extended' } {
  return statement.name === undefined ? { ...statement, queryMode: 'extended' } : statement;
}

/** One statement has one result, several have a list of them. */
function asResults(found: unknown): readonly Result[] {
  // pg's own.
  return (Array.isArray(found) ? found : [found]) as readonly Result[];
}
