import { foldTopics, readOffsets, type ConsumerLog, type Folded } from '#consumer';
import type { KafkaSettings } from '#kafka';
import { openPool } from '#postgres';
import { Client, type Pool } from 'pg';
import { DIRECTORY_TOPICS, directoryHandlers } from '../bus/fold.js';
import { inSchema, LIVE_SCHEMA } from '../storage/database.js';
import { digestProjection, type Digest } from '../storage/digest.js';
import { projectionTables } from '../storage/schema.js';

export interface RebuildOptions {
  /** The owner of the database: it creates the schema and swaps the names. */
  readonly ownerUrl: string;
  /** The role that folds, the same as the live service's. */
  readonly writerUrl: string;
  readonly kafka: KafkaSettings;
  /** Compare only, and leave the live projection as it is. */
  readonly isCheck: boolean;
  readonly log: ConsumerLog;
  /** A step of the work begins; for a person who waits, and for tests. */
  readonly onStep?: (step: 'folding' | 'catching-up' | 'comparing' | 'swapped') => Promise<void> | void;
}

export interface Rebuilt {
  readonly live: Digest;
  readonly rebuilt: Digest;
  readonly isEqual: boolean;
  readonly isSwapped: boolean;
  readonly folded: Folded;
}

const FRESH_SCHEMA = 'projection_rebuild';
const OLD_SCHEMA = 'projection_before';
const REBUILD_LOCK = 7_303_001;

/**
 * Folds the topics from the first event into a fresh schema, compares it with the live one at the same offsets, and
 * puts it in its place. The live service goes on meanwhile:
 * 1. *folding*: up to the live offsets as they are at the beginning, which may take long; nothing is locked;
 * 2. *catching-up*: the live offsets' table is locked. Every transaction of the consumer begins with a row of it, so the
 *    live projection stands still, with no batch half done, and the rest is folded up to the same offsets;
 * 3. *comparing*: two projections at the same offsets must have the same digest;
 * 4. *swapped*: the names of the schemas are exchanged and the transaction commits. A batch that waited for the lock
 *    looks its tables up anew and finds the fresh ones, with the offset it expects. A crash before the commit leaves the
 *    live projection as it was and a fresh schema that the next rebuild drops.
 *
 * @throws Error when another rebuild runs, or when a partition cannot be folded to its end
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const owner = new Client({ connectionString: options.ownerUrl, application_name: 'directory-rebuild' });
  await owner.connect();
  const pool = openPool({
    url: inSchema(options.writerUrl, FRESH_SCHEMA),
    applicationName: 'directory-rebuild',
    max: 4,
    statementTimeout: 120_000,
  });
  try {
    await prepare(owner);
    return await foldCompareSwap(owner, pool, options);
  } finally {
    await pool.end();
    await owner.query('rollback').catch(() => undefined);
    await owner.query(`drop schema if exists ${FRESH_SCHEMA}, ${OLD_SCHEMA} cascade`).catch(() => undefined);
    await owner.end();
  }
}

async function foldCompareSwap(owner: Client, pool: Pool, options: RebuildOptions): Promise<Rebuilt> {
  const { onStep = () => undefined } = options;
  await onStep('folding');
  const first = await foldUntilLive(owner, pool, options);
  await owner.query('begin');
  await onStep('catching-up');
  // Conflicts with the consumer's row lock, not with reading: the API answers on.
  await owner.query(`lock table ${LIVE_SCHEMA}.consumer_offsets in exclusive mode`);
  const second = await foldUntilLive(owner, pool, options);
  await onStep('comparing');
  const live = await digestOf(owner, LIVE_SCHEMA);
  const rebuilt = await digestOf(owner, FRESH_SCHEMA);
  if (!options.isCheck) {
    await owner.query(`alter schema ${LIVE_SCHEMA} rename to ${OLD_SCHEMA}`);
    await owner.query(`alter schema ${FRESH_SCHEMA} rename to ${LIVE_SCHEMA}`);
    await owner.query('commit');
    await onStep('swapped');
  }
  return {
    live,
    rebuilt,
    isEqual: live.sha256 === rebuilt.sha256,
    isSwapped: !options.isCheck,
    folded: { events: first.events + second.events, seconds: first.seconds + second.seconds, parked: second.parked },
  };
}

async function foldUntilLive(owner: Client, pool: Pool, { kafka, log }: RebuildOptions): Promise<Folded> {
  await owner.query(`set search_path = ${LIVE_SCHEMA}`);
  const until = await readOffsets(owner);
  return foldTopics({
    kafka,
    clientId: 'directory-rebuild',
    topics: DIRECTORY_TOPICS,
    pool,
    handlers: directoryHandlers(() => undefined),
    until,
    log,
  });
}

async function digestOf(owner: Client, schema: string): Promise<Digest> {
  await owner.query(`set local search_path = ${schema}`);
  return digestProjection(owner);
}

/** What an earlier rebuild left behind goes first; the lock is the connection's, and ends with it. */
async function prepare(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [REBUILD_LOCK]);
  if (rows[0]?.held !== true) throw new Error('another rebuild of this database is under way');
  await owner.query(`drop schema if exists ${FRESH_SCHEMA}, ${OLD_SCHEMA} cascade`);
  for (const statement of projectionTables(FRESH_SCHEMA)) await owner.query(statement);
}
