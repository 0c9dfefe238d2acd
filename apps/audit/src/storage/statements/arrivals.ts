import type { Transaction } from '#postgres';
import { Problem } from '#service';

/**
 * Numbers of arrival. They come from a sequence of the whole database, which a rebuild goes on with and no backup sets back,
 * and are given out before commit: a number may become visible after a higher one. So who adds entries says first which
 * number has been given out (a shared advisory lock on it, held until the commit), and who reads goes only as far as the
 * lowest that somebody holds: what is shown up to there is all there will ever be.
 *
 * A lock that is not there yet when it is looked for hides nothing: its holder's numbers come after it, so they are higher
 * than all that were given out, and what is shown was given out.
 */
const ARRIVING_SPACE = 0x7263_6172;
/** A lock has 32 bits: it is one on so many numbers, rounded down. */
const NUMBERS_OF_A_LOCK = 64;

const ARRIVING = `
  select pg_advisory_xact_lock_shared($1::int, (last_value / ${NUMBERS_OF_A_LOCK})::int)
    from public.entry_sequence`;

/** Before entries are added, in their transaction. */
export async function holdArrivals(tx: Transaction): Promise<void> {
  await tx.query({ name: 'audit-hold-arrivals', text: ARRIVING }, [ARRIVING_SPACE]);
}

const GIVEN_OUT = `
  select last_value::float8 as given, pg_is_in_recovery() as "isReplica"
    from public.entry_sequence`;

const HELD = `
  select min(objid::int8 * ${NUMBERS_OF_A_LOCK})::float8 as held
    from pg_catalog.pg_locks
   where locktype = 'advisory'
     and classid = $1::int8::oid
     and objsubid = 2
     and granted
     and database = (select oid from pg_catalog.pg_database where datname = current_database())`;

/**
 * Up to which number everything has arrived. Three statements in this order, each with its own snapshot: the last number, who
 * holds one, and then what is read.
 */
export async function arrivedUpTo(tx: Transaction): Promise<number> {
  const given = await tx.query<{ given: number; isReplica: boolean }>({ name: 'audit-given-out', text: GIVEN_OUT });
  if (given.rows[0]?.isReplica === true) throw ON_A_REPLICA;
  const holders = await tx.query<{ held: number | null }>({ name: 'audit-held', text: HELD }, [ARRIVING_SPACE]);
  // What is shown has been given out, and what is held has not been shown.
  return Math.min(given.rows[0]?.given ?? 0, holders.rows[0]?.held ?? Infinity);
}

/** The locks are the primary's, and a copy may have a later entry before an earlier one. */
const ON_A_REPLICA = new Problem(
  503,
  'no-arrivals-here',
  'This process reads a copy of the database, which cannot say what is still to come: ask by `from` and `to`, or give it READER_DATABASE_URL of the primary.',
);
