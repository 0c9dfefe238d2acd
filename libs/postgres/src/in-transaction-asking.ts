import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { commit } from './commit.js';
import { BEGIN } from './commit-together.js';
import { sendTogether } from './together.js';
import { onLoan, type Transaction } from './transaction.js';

/**
 * As `inTransaction`, but what `ask` asks before it returns is sent with the begin, in one message: one way to the server and
 * back instead of two, and behind a begin that fails none of it is run.
 *
 * @param work begins when all of it is answered
 */
export function inTransactionAsking<Asked, Result>(
  pool: Pool,
  ask: (tx: Transaction) => Asked,
  work: (tx: Transaction, asked: Asked, client: PoolClient) => Promise<Result>,
): Promise<Result> {
  return onLoan(pool, async (client, loan) => {
    const first = new FirstStatements();
    const asked = ask(first);
    loan.isOpen = true;
    await first.answer((statements) => sendTogether(client, [BEGIN, ...statements], loan));
    const result = await work(client, asked, client);
    loan.isOpen = false;
    await commit(client);
    return result;
  });
}

type Results = readonly QueryResult<QueryResultRow>[];

interface Asked {
  readonly statement: QueryConfig;
  readonly resolve: (result: QueryResult<QueryResultRow>) => void;
  readonly reject: (error: unknown) => void;
}

/** Keeps statements until they are sent, all at once. */
class FirstStatements implements Transaction {
  readonly #asked: Asked[] = [];
  #isSent = false;

  query<Row extends QueryResultRow>(
    statement: string | QueryConfig,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    if (this.#isSent) return Promise.reject(new Error('what is asked first was sent already'));
    const { promise, resolve, reject } = Promise.withResolvers<QueryResult<Row>>();
    const config = typeof statement === 'string' ? { text: statement } : statement;
    this.#asked.push({
      statement: values === undefined ? config : { ...config, values: [...values] },
      // What its rows are is the caller's word, as with pg's own query.
      resolve: (result) => resolve(result as QueryResult<Row>),
      reject,
    });
    // Told by `answer`, whether or not anybody waits for this one.
    promise.catch(() => undefined);
    return promise;
  }

  /** @param send gives the results of what stands before them, too: one */
  async answer(send: (statements: readonly QueryConfig[]) => Promise<Results>): Promise<void> {
    this.#isSent = true;
    try {
      const [, ...results] = await send(this.#asked.map(({ statement }) => statement));
      if (results.length !== this.#asked.length) throw new Error(`${results.length} results of ${this.#asked.length}`);
      for (const [at, result] of results.entries()) this.#asked[at]?.resolve(result);
    } catch (error) {
      for (const { reject } of this.#asked) reject(error);
      throw error;
    }
  }
}
