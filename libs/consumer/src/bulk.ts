import { escapeIdentifier, type Client } from 'pg';
import { commit, onClient, withSettings } from '#postgres';
import type { Handlers } from './delivery.js';
import { setIndexesAside } from './statements/set-indexes-aside.js';

/** What a rebuild does otherwise than the live projection, until it has folded up to where that was. */
export interface Bulk {
  /** Indexes that nothing is looked up in meanwhile: they are made at once when it has folded, the first are begun first. */
  readonly indexes: readonly string[];
  /** Handlers that do without these. */
  readonly handlers: Handlers;
  /** DDL of what they need beside the tables. */
  readonly begin?: (schema: string) => readonly string[];
  /**
   * Before the indexes are made: what leaves the tables as the projection's own handlers would have left them. The owner's, in one
   * transaction.
   */
  readonly end?: (schema: string) => readonly string[];
}

/** What the fold leaves idle: its own core, and the server's. */
const INDEXES_AT_ONCE = 2;
/** Rows of a million people's index are sorted in some runs; for each of these. */
const SORTING = 'maintenance_work_mem=128MB';

/** @returns what makes the indexes that are left out for now */
export async function beginBulk(owner: Client, schema: string, bulk?: Bulk): Promise<readonly string[]> {
  const aside = await setIndexesAside(owner, schema, bulk?.indexes ?? []);
  for (const statement of bulk?.begin?.(schema) ?? []) await owner.query(statement);
  return aside;
}

export interface EndingBulk {
  readonly ownerUrl: string;
  readonly schema: string;
  /** What {@link beginBulk} gave. */
  readonly indexes: readonly string[];
  readonly bulk: Bulk | undefined;
}

/** Behind it the tables are as the projection's own handlers would have left them. @returns the seconds that it took */
export async function endBulk({ ownerUrl, schema, indexes, bulk }: EndingBulk): Promise<number> {
  const begun = performance.now();
  const statements = bulk?.end?.(schema) ?? [];
  if (statements.length > 0) await asOwner(ownerUrl, (owner) => inOneTransaction(owner, schema, statements));
  const left = [...indexes];
  // A table may get several at once.
  const makers = Array.from({ length: Math.min(INDEXES_AT_ONCE, left.length) }, () =>
    asOwner(ownerUrl, async (owner) => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await owner.query(next);
    }),
  );
  for (const made of await Promise.allSettled(makers)) if (made.status === 'rejected') throw made.reason;
  return (performance.now() - begun) / 1_000;
}

async function inOneTransaction(owner: Client, schema: string, statements: readonly string[]): Promise<void> {
  await owner.query('begin');
  // Waits for an erasure that is under way, and keeps the next one waiting: it finds all rows of somebody in their places.
  await owner.query(`lock table ${escapeIdentifier(schema)}.consumer_offsets in row share mode`);
  for (const statement of statements) await owner.query(statement);
  await commit(owner);
}

function asOwner(ownerUrl: string, work: (owner: Client) => Promise<void>): Promise<void> {
  return onClient({ connectionString: withSettings(ownerUrl, [SORTING]), application_name: 'rebuild-ends' }, work);
}
