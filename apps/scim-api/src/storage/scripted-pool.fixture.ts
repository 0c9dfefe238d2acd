import type { Pool, QueryConfig, QueryResult } from 'pg';
import { SentTogether } from '#postgres';

/** One transaction as the server saw it. */
export interface Seen {
  readonly tenantId: string;
  /** Its statements are planned for their values, whatever the connection keeps. */
  readonly isByValues: boolean;
  readonly statements: readonly QueryConfig[];
}

interface Transaction {
  tenantId: string;
  isByValues: boolean;
  readonly statements: QueryConfig[];
}

type Script = (statement: QueryConfig, tenantId: string) => Promise<readonly object[]> | readonly object[];

/** A pool of as many connections as are asked for, whose server answers as the test says, and keeps what it was asked. */
export class ScriptedPool {
  readonly #script: Script;
  readonly seen: Seen[] = [];
  #open = 0;
  /** The most transactions that were open at once. */
  most = 0;

  constructor(script: Script = () => []) {
    this.#script = script;
  }

  get pool(): Pool {
    // The code under test uses no more of a pool than this.
    return { connect: async () => this.#connect() } as unknown as Pool;
  }

  /** Of each transaction its tenant, in the order in which they began. */
  get order(): string[] {
    return this.seen.map(({ tenantId }) => tenantId);
  }

  #connect() {
    this.#open += 1;
    this.most = Math.max(this.most, this.#open);
    const transaction = { tenantId: '', isByValues: false, statements: [] as QueryConfig[] };
    return {
      query: (statement: QueryConfig | string | SentTogether) =>
        statement instanceof SentTogether
          ? void this.#together(statement, transaction)
          : this.#answer(statement, transaction),
      on: () => undefined,
      off: () => undefined,
      release: () => (this.#open -= 1),
    };
  }

  async #together(query: SentTogether, transaction: Transaction): Promise<void> {
    const results: { command: string; rows: readonly object[] }[] = [];
    try {
      for (const statement of query.statements) results.push(await this.#answer(statement, transaction));
    } catch (error) {
      // Sent with it, and not run.
      transaction.statements.push(...query.statements.slice(results.length + 1));
      query.fail(error as Error, results.length);
      return;
    }
    query.succeed(results as unknown as QueryResult[]);
  }

  async #answer(statement: QueryConfig | string, transaction: Transaction) {
    const config = typeof statement === 'string' ? { text: statement } : statement;
    if (/^(begin|commit|rollback)$/.test(config.text)) return { command: config.text.toUpperCase(), rows: [] };
    if (config.name === 'scope-to-tenant' || config.name === 'scope-by-values') {
      transaction.tenantId = String(config.values?.[0]);
      transaction.isByValues = config.name === 'scope-by-values';
      this.seen.push(transaction);
      return { command: 'SELECT', rows: [] };
    }
    transaction.statements.push(config);
    return { command: 'SELECT', rows: await this.#script(config, transaction.tenantId) };
  }
}

/** As the server ends a statement that takes longer than statement_timeout. */
export function timedOut(): Error {
  return Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014', severity: 'ERROR' });
}

/** A scripted answer that comes when the test says so. */
export class Gate {
  readonly #waiting: (() => void)[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  pass(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  open(count = this.#waiting.length): void {
    for (const resolve of this.#waiting.splice(0, count)) resolve();
  }
}
