import { escapeIdentifier, type Client, type Pool } from 'pg';
import { TOPICS } from '#contracts';
import { BY_INDEX, commit, onClient, openPool, REPEATABLE, withSearchPath, withSettings } from '#postgres';
import { beginBulk, endBulk } from './bulk.js';
import type { Handlers } from './delivery.js';
import { asIfReleased } from './explain-difference.js';
import { foldTopics, type Folded } from './fold.js';
import { makeLikeness } from './likeness.js';
import { SILENT } from './log.js';
import type { RebuildableProjection, RebuildOptions, Rebuilt } from './rebuild-options.js';
import { carryWords, haveWordsCome, numberApart } from './statements/carry-words.js';
import { readOffsets } from './statements/read-offsets.js';
import { countParked } from './statements/sum-parked.js';

const FOLD_STATEMENT_TIMEOUT_MS = 120_000;
// "rebu" in ASCII: any constant that nothing else in the database locks.
const REBUILD_LOCK = 0x72656275;

/**
 * Folds the topics from the first event into a fresh schema, compares it with the live one at the same offsets, and puts
 * it in its place. The live service goes on meanwhile:
 * 1. *folding*: up to the live offsets as they are at the beginning, which may take long; nothing is locked;
 * 2. *catching-up*: the live offsets' table is locked. Every transaction of the consumer begins with a row of it, so the
 *    live projection stands still, with no batch half done, and the rest is folded up to the same offsets;
 * 3. *comparing*: two projections at the same offsets must have the same digest;
 * 4. *swapped*: the names of the schemas are exchanged and the transaction commits. A batch that waited for the lock
 *    looks its tables up anew and finds the fresh ones, with the offset it expects. A crash before the commit leaves the
 *    live projection as it was and a fresh schema that the next rebuild drops.
 *
 * @throws Error when another rebuild runs, when a partition cannot be folded to its end, or when somebody decides about what is
 *   parked before the live offsets' table is locked
 */
export async function rebuildProjection<Digest extends { readonly sha256: string }>(
  projection: RebuildableProjection<Digest>,
  options: RebuildOptions,
): Promise<Rebuilt<Digest>> {
  const fresh = `${projection.liveSchema}_rebuild`;
  const applicationName = `${projection.name}-rebuild`;
  return onClient({ connectionString: options.ownerUrl, application_name: applicationName }, async (owner) => {
    await hold(owner);
    const pool = openPool({
      // The swap waits for the disk, and for all that was written before it.
      url: withSettings(withSearchPath(options.writerUrl, pathOf(projection, fresh)), [...BY_INDEX, ...REPEATABLE]),
      applicationName,
      max: 4,
      pipeline: true,
      statementTimeout: FOLD_STATEMENT_TIMEOUT_MS,
    });
    return inFresh({ projection, options, owner, pool, fresh });
  });
}

/** The lock is the connection's, and ends with it. Without it, what is dropped at the end may be another rebuild's. */
async function hold(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [REBUILD_LOCK]);
  if (rows[0]?.held !== true) throw new Error('another rebuild of this database is under way');
}

async function inFresh<Digest extends { readonly sha256: string }>(parts: Parts<Digest>): Promise<Rebuilt<Digest>> {
  const { owner, pool } = parts;
  try {
    const indexes = await prepare(parts);
    return await foldCompareSwap(parts, indexes);
  } finally {
    await pool.end();
    await owner.query('rollback').catch(() => undefined);
    await dropFresh(parts).catch(() => undefined);
  }
}

interface Parts<Digest> {
  readonly projection: RebuildableProjection<Digest>;
  readonly options: RebuildOptions;
  readonly owner: Client;
  readonly pool: Pool;
  readonly fresh: string;
}

/** What an earlier rebuild left behind goes first. @returns what makes the indexes that are left out for now */
async function prepare<Digest>(parts: Parts<Digest>): Promise<readonly string[]> {
  const { projection, owner, pool, fresh } = parts;
  await dropFresh(parts);
  for (const statement of projection.tables(fresh)) await owner.query(statement);
  await numberApart(owner, { from: projection.liveSchema, to: fresh });
  await carryWords(owner, { from: projection.liveSchema, to: fresh });
  const { kept } = projection;
  const aside = await beginBulk(owner, fresh, projection.bulk);
  if (kept === undefined) return aside;
  const { rows: roles } = await pool.query<{ role: string }>('select current_user as role');
  for (const { role } of roles) await makeLikeness(owner, { of: kept, name: likenessOf(kept), role });
  return aside;
}

function likenessOf(kept: string): string {
  return `${kept}_rebuild`;
}

/** Where the handlers find their tables while they fold into `schema`. */
function pathOf({ kept }: { readonly kept?: string }, schema: string): string {
  return kept === undefined ? schema : `${schema},${likenessOf(kept)}`;
}

async function dropFresh<Digest>({ projection: { kept }, owner, fresh }: Parts<Digest>): Promise<void> {
  for (const schema of kept === undefined ? [fresh] : [fresh, likenessOf(kept)]) {
    await owner.query(`drop schema if exists ${escapeIdentifier(schema)} cascade`);
  }
}

async function foldCompareSwap<Digest extends { readonly sha256: string }>(
  parts: Parts<Digest>,
  indexes: readonly string[],
): Promise<Rebuilt<Digest>> {
  const { projection, options, owner, fresh } = parts;
  const { onStep = () => undefined, isCheck } = options;
  await onStep('folding');
  const first = await foldInBulk(parts, indexes);
  await owner.query('begin');
  await onStep('catching-up');
  // Conflicts with the consumer's row lock, not with reading: the API answers on.
  await owner.query(`lock table ${escapeIdentifier(projection.liveSchema)}.consumer_offsets in exclusive mode`);
  await assertNothingDecided(parts);
  const second = await foldUntilLive(parts, projection.handlers);
  await onStep('comparing');
  const live = await digestIn(parts, projection.liveSchema);
  const rebuilt = await digestIn(parts, fresh);
  const isEqual = live.sha256 === rebuilt.sha256;
  const parked = await parkedIn(parts);
  const difference = isEqual ? null : await differenceOf(parts, rebuilt, parked);
  const kept = isCheck ? null : await swap(parts);
  if (!isCheck) await onStep('swapped');
  return {
    live,
    rebuilt,
    isEqual,
    difference,
    parked,
    isSwapped: !isCheck,
    kept,
    folded: { events: first.events + second.events, seconds: first.seconds + second.seconds, parked: second.parked },
  };
}

/** What a person said while the topics were folded would be undone by the swap; whoever says it now waits for its end. */
async function assertNothingDecided<Digest>({ projection, owner, fresh }: Parts<Digest>): Promise<void> {
  if (await haveWordsCome(owner, { from: projection.liveSchema, to: fresh })) {
    throw new Error('what is parked was decided about meanwhile, and the fold does not know it: run it again');
  }
}

async function foldInBulk<Digest>(parts: Parts<Digest>, indexes: readonly string[]): Promise<Folded> {
  const { handlers, bulk } = parts.projection;
  const folded = await foldUntilLive(parts, bulk?.handlers ?? handlers);
  const seconds = await endBulk({ ownerUrl: parts.options.ownerUrl, schema: parts.fresh, indexes, bulk });
  return { ...folded, seconds: folded.seconds + seconds };
}

async function parkedIn<Digest>({ projection, owner }: Parts<Digest>): Promise<number> {
  await owner.query(`set local search_path = ${escapeIdentifier(projection.liveSchema)}`);
  return countParked(owner);
}

/** What is parked in the live one may be applied by now: as if it had been released, is there still a difference? */
async function differenceOf<Digest extends { readonly sha256: string }>(
  parts: Parts<Digest>,
  rebuilt: Digest,
  parked: number,
): Promise<'parked' | 'other'> {
  if (parked === 0) return 'other';
  const { projection, owner } = parts;
  const released = await asIfReleased({
    ...projection,
    session: owner,
    look: (schema) => digestIn(parts, schema),
    pathOf: (schema) => pathOf(projection, schema),
  });
  return released?.sha256 === rebuilt.sha256 ? 'parked' : 'other';
}

async function foldUntilLive<Digest>(parts: Parts<Digest>, handlers: Handlers): Promise<Folded> {
  const { projection, options, owner, pool } = parts;
  await owner.query(`set search_path = ${escapeIdentifier(projection.liveSchema)}`);
  return foldTopics({
    kafka: options.kafka,
    clientId: `${projection.name}-rebuild`,
    topics: TOPICS.filter(({ name }) => projection.handlers.has(name)),
    pool,
    handlers,
    until: await readOffsets(owner),
    log: options.log ?? SILENT,
  });
}

async function digestIn<Digest>({ projection, owner }: Parts<Digest>, schema: string): Promise<Digest> {
  await owner.query(`set local search_path = ${escapeIdentifier(schema)}`);
  return projection.digest(owner);
}

/** Inside the transaction that holds the lock; commits it. */
async function swap<Digest>({ projection, owner, fresh }: Parts<Digest>): Promise<string | null> {
  const { liveSchema, keepsOld } = projection;
  const old = `${liveSchema}_until_${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
  await owner.query(`alter schema ${escapeIdentifier(liveSchema)} rename to ${escapeIdentifier(old)}`);
  await owner.query(`alter schema ${escapeIdentifier(fresh)} rename to ${escapeIdentifier(liveSchema)}`);
  await commit(owner);
  if (keepsOld) return old;
  // It is swapped, whatever becomes of what it replaced: that stands there then, and is named to be dropped.
  return owner.query(`drop schema ${escapeIdentifier(old)} cascade`).then(
    () => null,
    () => old,
  );
}
