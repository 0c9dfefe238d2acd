import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { isInfrastructureFailure, sqlState } from '#postgres';
import { ScimError } from '#scim';
import { inSession } from '../writer/session.js';
import { Turns } from '../writer/turns.js';

const MAX_BATCH = 64;
const MAX_IN_FLIGHT = 4;
/** Of lists; with the look-ups' they are the connections of the pool that both use. */
export const MAX_LISTS_IN_FLIGHT = 2;
/** Waiting reads of all tenants; beyond it a read is answered 503. */
export const MAX_WAITING_READS = 2_000;
export const MAX_WAITING_READS_OF_TENANT = 1_000;

/** A statement that looks up many keys at once; each of its rows says in `key` which one it answers. */
export type KeyedStatement = (keys: readonly string[]) => QueryConfig;

type Read =
  | { readonly kind: 'key'; readonly statement: KeyedStatement; readonly key: string }
  | { readonly kind: 'statement'; readonly statement: QueryConfig };

type Rows = readonly QueryResultRow[];

interface Waiting {
  readonly read: Read;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs the reads of one tenant that are asked for at the same moment in one transaction, and equal look-ups as one
 * statement. A scope needs a transaction, so a read alone is four statements in one round trip; sixty together are four.
 * A read starts after it was asked for: it sees every write that was answered before.
 */
export class GatheredReads {
  readonly #turns = new Turns<Waiting>(
    { items: MAX_WAITING_READS, perTenant: MAX_WAITING_READS_OF_TENANT, perBatch: MAX_BATCH },
    () => false,
  );
  #inFlight = 0;
  #scheduled = false;

  readonly #maxInFlight: number;

  constructor(
    private readonly pool: Pool,
    { maxInFlight = MAX_IN_FLIGHT }: { readonly maxInFlight?: number } = {},
  ) {
    this.#maxInFlight = maxInFlight;
  }

  /** Rows of `statement` for this one key. */
  byKey(tenantId: string, statement: KeyedStatement, key: string): Promise<Rows> {
    return this.#submit(tenantId, { kind: 'key', statement, key });
  }

  rows(tenantId: string, statement: QueryConfig): Promise<Rows> {
    return this.#submit(tenantId, { kind: 'statement', statement });
  }

  #submit(tenantId: string, read: Read): Promise<Rows> {
    return new Promise((resolve, reject) => {
      if (this.#turns.add(tenantId, { read, resolve, reject })) this.#schedule();
      else reject(new ScimError('unavailable', 'Too many reads wait; repeat the request in a moment.'));
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= this.#maxInFlight) return;
    this.#scheduled = true;
    // After the requests that have arrived in this turn of the event loop: they share the transaction.
    setImmediate(() => {
      this.#scheduled = false;
      for (let batch = this.#next(); batch !== undefined; batch = this.#next()) {
        this.#inFlight += 1;
        void this.#run(batch.tenantId, batch.items).finally(() => {
          this.#inFlight -= 1;
          this.#schedule();
        });
      }
    });
  }

  #next() {
    return this.#inFlight < this.#maxInFlight ? this.#turns.next() : undefined;
  }

  async #run(tenantId: string, waiting: readonly Waiting[]): Promise<void> {
    try {
      const { statements, answers } = combine(waiting.map(({ read }) => read));
      const results = await inSession(this.pool, tenantId, async (session) => {
        // Both are on the wire before the first is answered; a failure of the first is the one to tell.
        const sent = session.send(...statements);
        const ended = session.finish();
        ended.catch(() => undefined);
        const rows = await sent;
        await ended;
        return rows;
      });
      waiting.forEach(({ resolve }, at) => {
        const { index, key } = answers[at] ?? { index: -1, key: undefined };
        const rows: Rows = results[index]?.rows ?? [];
        resolve(key === undefined ? rows : rows.filter((row) => row.key === key));
      });
    } catch (error) {
      if (waiting.length > 1 && mayBeOneOnly(error)) {
        for (const one of waiting) await this.#run(tenantId, [one]);
        return;
      }
      for (const { reject } of waiting) reject(answerable(error));
    }
  }
}

/** A fault of one statement, or its time-out: the others are run again without it. */
function mayBeOneOnly(error: unknown): boolean {
  return sqlState(error) === QUERY_CANCELED || !isInfrastructureFailure(error);
}

function answerable(error: unknown): unknown {
  if (sqlState(error) === QUERY_CANCELED) return new ScimError('too-many-results');
  return isInfrastructureFailure(error) ? new ScimError('unavailable') : error;
}

/** What a statement ends with that takes longer than the connection's statement_timeout. */
const QUERY_CANCELED = '57014';

interface Combined {
  readonly statements: readonly QueryConfig[];
  /** For each read: which statement answers it, and which of its rows. */
  readonly answers: readonly { readonly index: number; readonly key: string | undefined }[];
}

function combine(reads: readonly Read[]): Combined {
  const makers: (() => QueryConfig)[] = [];
  const keyed = new Map<KeyedStatement, { readonly index: number; readonly keys: Set<string> }>();
  const answers = reads.map((read) => {
    if (read.kind === 'statement') return { index: makers.push(() => read.statement) - 1, key: undefined };
    const known = keyed.get(read.statement);
    if (known !== undefined) {
      known.keys.add(read.key);
      return { index: known.index, key: read.key };
    }
    const keys = new Set([read.key]);
    const index = makers.push(() => read.statement([...keys])) - 1;
    keyed.set(read.statement, { index, keys });
    return { index, key: read.key };
  });
  return { statements: makers.map((make) => make()), answers };
}
