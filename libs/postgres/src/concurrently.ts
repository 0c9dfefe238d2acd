import type { QueryRunner } from 'typeorm';
import { LOCK_TIMEOUT_MS } from './migrate.js';

export interface NewIndex {
  readonly name: string;
  /** What comes after the name: `on users (tenant_id, external_id) where …`. */
  readonly definition: string;
  readonly schema?: string;
}

/**
 * Builds an index beside the writers, unless it is there. What a killed run left behind is invalid, and built anew. Only
 * in a migration that has `transaction: false`.
 */
export async function createIndexConcurrently(
  runner: QueryRunner,
  { name, definition, schema = 'public' }: NewIndex,
): Promise<void> {
  const found = (await runner.query(
    `select i.indisvalid as valid
       from pg_class c
       join pg_index i on i.indexrelid = c.oid
      where c.relname = $1 and c.relnamespace = $2::regnamespace`,
    [name, schema],
  )) as readonly { readonly valid: boolean }[];
  if (found[0]?.valid === true) return;
  await withoutLockTimeout(runner, async () => {
    if (found.length > 0) await runner.query(`drop index concurrently ${schema}.${name}`);
    await runner.query(`create index concurrently ${name} ${definition}`);
  });
}

export async function dropIndexConcurrently(runner: QueryRunner, name: string): Promise<void> {
  await withoutLockTimeout(runner, () => runner.query(`drop index concurrently if exists ${name}`));
}

/** It waits for the transactions that were there before, and nobody waits for it: its lock lets writers pass. */
async function withoutLockTimeout(runner: QueryRunner, work: () => Promise<unknown>): Promise<void> {
  await runner.query('set lock_timeout = 0');
  try {
    await work();
  } finally {
    await runner.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`);
  }
}
