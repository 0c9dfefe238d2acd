import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import {
  atOnce,
  atOnceByKeptPlans,
  isInfrastructureFailure,
  placeTogether,
  scopeByValues,
  sqlState,
  tenantScope,
} from '#postgres';
import { ScimError } from '#scim';
import { Gatherer, type Running, type Waits } from '../gatherer.js';
import { inSession } from '../writer/session.js';
import { combine, type Combined, type Read, type Rows } from './combine-reads.js';
import { LOOK_UP_BYTES, RowSizes, sizeOf } from './row-sizes.js';

export type { KeyedStatement } from './combine-reads.js';

/** Look-ups that share a transaction; a statement of its own, which may find a page, counts as many. */
const MAX_BATCH = 64;
const WEIGHT_OF_STATEMENT = 16;
/** Transactions in flight, which are the connections of the pool; one is always left to whoever else comes. */
export const MAX_LOOK_UPS_IN_FLIGHT = 5;
const LOOK_UPS_OF_TENANT_IN_FLIGHT = 4;
/** As long as one takes that finds all in memory, twice. */
const GATHER_MS = 2;
/** Waiting look-ups of all tenants; beyond it whoever has most waiting is answered 429. */
export const MAX_WAITING_READS = 2_000;
export const MAX_WAITING_READS_OF_TENANT = 1_000;

interface Waiting extends Waits {
  readonly read: Read;
  readonly resolve: (rows: Rows) => void;
  /** Of its row, which was larger than its part of a transaction. */
  readonly bytes?: number;
}

interface GatheredRun extends Running<readonly Rows[]> {
  readonly tenantId: string;
  readonly answers: Combined['answers'];
}

/**
 * Runs the look-ups of one tenant that are asked for at the same moment in one transaction, and equal ones as one
 * statement. A scope needs a transaction, so a read alone is two statements in one message; sixty together are two.
 * A read starts after it was asked for: it sees every write that was answered before.
 *
 * A statement that fails or takes too long fails alone, and at once. Those beside it go back into the queue, once, and each
 * has a turn of its own then: nothing is run again within a turn, so a turn is as long as one statement may take.
 */
export class GatheredReads {
  readonly #gatherer: Gatherer<Waiting, readonly Rows[], GatheredRun>;
  readonly #sizes = new RowSizes();

  /** @param pool of sessions that keep their plans: `BY_INDEX` of libs/postgres */
  constructor(pool: Pool) {
    this.#gatherer = new Gatherer({
      kind: 'look-up',
      places: MAX_LOOK_UPS_IN_FLIGHT,
      placesOfTenant: LOOK_UPS_OF_TENANT_IN_FLIGHT,
      waiting: MAX_WAITING_READS,
      waitingOfTenant: MAX_WAITING_READS_OF_TENANT,
      gatherMs: GATHER_MS,
      isEnough: ({ bytes }) => bytes !== undefined,
      length: (waiting, tenantId) => lengthOf(waiting, this.#sizes.keysAtOnce(tenantId)),
      begin: (tenantId, waiting) => {
        const combined = combine(waiting.map(({ read }) => read));
        return { tenantId, answers: combined.answers, result: lookUp(pool, tenantId, combined) };
      },
      end: (waiting, results, { tenantId, answers }) => {
        this.#sizes.note(tenantId, results);
        return answered(waiting, results, answers);
      },
      isToBlame: (error, run) => guilty(error, run?.answers ?? []),
      answerable,
    });
  }

  /**
   * Rows of `statement` for this one key. One that is larger than its part of what a transaction reads (`keyed-statements.ts`)
   * comes without attributes, and is asked for again in the tenant's next turns, before what came behind it, beside no more than
   * have room together.
   */
  byKey(tenantId: string, statement: (keys: readonly string[]) => QueryConfig, key: string): Promise<Rows> {
    return this.#submit(tenantId, { kind: 'key', statement, key });
  }

  rows(tenantId: string, statement: QueryConfig): Promise<Rows> {
    return this.#submit(tenantId, { kind: 'statement', statement });
  }

  #submit(tenantId: string, read: Read): Promise<Rows> {
    return new Promise((resolve, reject) => {
      this.#gatherer.add(tenantId, { read, resolve, reject, isSecond: false });
    });
  }
}

function lengthOf(waiting: readonly Waiting[], keysAtOnce: number): number {
  if (waiting[0]?.bytes !== undefined) return lengthOfLarge(waiting);
  let weight = 0;
  let length = 0;
  for (const { read, bytes } of waiting) {
    if (bytes !== undefined) break;
    weight += read.kind === 'key' ? MAX_BATCH / Math.min(MAX_BATCH, keysAtOnce) : WEIGHT_OF_STATEMENT;
    if (weight > MAX_BATCH) break;
    length += 1;
  }
  return Math.max(1, length);
}

/** Of those whose size is known, the first that have room together: each has the same part. */
function lengthOfLarge(waiting: readonly Waiting[]): number {
  const keys = new Set<string>();
  let most = 0;
  for (const [at, { read, bytes }] of waiting.entries()) {
    if (bytes === undefined || read.kind !== 'key') return at;
    keys.add(read.key);
    most = Math.max(most, bytes);
    if (at > 0 && keys.size * most > LOOK_UP_BYTES) return at;
  }
  return waiting.length;
}

/** @returns those whose row is larger than its part was: they are asked for again */
function answered(waiting: readonly Waiting[], results: readonly Rows[], answers: GatheredRun['answers']): Waiting[] {
  return waiting.flatMap((one, at) => {
    const { index, key } = answers[at] ?? { index: -1, key: undefined };
    const found: Rows = results[index] ?? [];
    const rows = key === undefined ? found : found.filter((row) => row.key === key);
    const large = key === undefined ? undefined : rows.find(({ attributes }) => attributes === null);
    if (large !== undefined) return [{ ...one, bytes: sizeOf(large) ?? LOOK_UP_BYTES }];
    one.resolve(rows);
    return [];
  });
}

/** Which reads fail with their transaction: those of the statement that failed, where they are not several; else all. */
function guilty(error: unknown, answers: GatheredRun['answers']): (at: number) => boolean {
  // Before them stands the scope.
  const failed = mayBeOneOnly(error) ? (placeTogether(error) ?? 0) - 1 : -1;
  if (failed < 0) return () => true;
  const own = answers.filter(({ index }) => index === failed);
  // Many keys were one statement, and any of them may be the one.
  return (at) => own.length === 1 && answers[at]?.index === failed;
}

/**
 * The statements in one transaction of the tenant, which nobody waits for to begin or to commit. A look-up by key costs the server 92 µs
 * with a plan that is kept, and 200 with one of its own (one key; eight: 130 and 245); what a filter asks is planned for its values.
 */
async function lookUp(pool: Pool, tenantId: string, { statements, isKeyed }: Combined): Promise<readonly Rows[]> {
  const [, ...results] = isKeyed
    ? await atOnceByKeptPlans(pool, [tenantScope(tenantId), ...statements])
    : await atOnce(pool, [scopeByValues(tenantId), ...statements]);
  return results.map(({ rows }) => rows);
}

/** The same, in a transaction that can be cancelled. */
export async function readTogether(
  pool: Pool,
  tenantId: string,
  statements: readonly QueryConfig[],
  cancelling?: Parameters<typeof inSession>[3],
): Promise<readonly Rows[]> {
  const read = async (session: Parameters<Parameters<typeof inSession>[2]>[0]): Promise<readonly Rows[]> => {
    // Both are on the wire before the first is answered; a failure of the first is the one to tell.
    const sent = session.send(...statements);
    const ended = session.finish();
    ended.catch(() => undefined);
    const results = await sent;
    await ended;
    return results.map(({ rows }): readonly QueryResultRow[] => rows);
  };
  return inSession(pool, tenantId, read, cancelling);
}

/** A fault of one statement, or its time-out: the others are run again without it. */
function mayBeOneOnly(error: unknown): boolean {
  return sqlState(error) === QUERY_CANCELED || !isInfrastructureFailure(error);
}

/** What the client is told of a read that failed. */
export function answerable(error: unknown): unknown {
  if (sqlState(error) === QUERY_CANCELED) return new ScimError('too-many-results');
  return isInfrastructureFailure(error) ? new ScimError('unavailable') : error;
}

/** What a statement ends with that takes longer than the connection's statement_timeout. */
const QUERY_CANCELED = '57014';
