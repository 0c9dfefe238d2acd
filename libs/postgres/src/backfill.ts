import type { QueryRunner } from 'typeorm';

/** Rows that one transaction of a backfill locks: a writer waits for as long as that takes, some tens of milliseconds. */
export const BACKFILL_ROWS = 2_000;

export interface Backfill<Row extends { readonly key: string }> {
  /** Names its progress for ever. */
  readonly name: string;
  /**
   * The rows behind the key $1 (text; empty: from the first), $2 of them, in the order of their keys and locked in it, as
   * the writers lock. Each has its key as text in `key`.
   */
  readonly next: string;
  readonly fill: (rows: readonly Row[]) => { readonly text: string; readonly values: unknown[] };
}

/**
 * Fills what a migration added, in batches that commit one by one, each together with how far it is: a run that was
 * killed is gone on with, and no row is done twice. Only in a migration that has `transaction: false`.
 */
export async function backfill<Row extends { readonly key: string }>(
  runner: QueryRunner,
  job: Backfill<Row>,
): Promise<void> {
  await runner.query('insert into public.backfills (name) values ($1) on conflict do nothing', [job.name]);
  while (await inTransactionOf(runner, () => nextBatch(runner, job)));
}

async function nextBatch<Row extends { readonly key: string }>(
  runner: QueryRunner,
  { name, next, fill }: Backfill<Row>,
): Promise<boolean> {
  const progress = (await runner.query(
    'select after, finished_at is not null as finished from public.backfills where name = $1 for update',
    [name],
  )) as readonly { readonly after: string; readonly finished: boolean }[];
  if (progress[0]?.finished !== false) return false;
  // Decoder: the statement selects the columns of a row.
  const rows = (await runner.query(next, [progress[0].after, BACKFILL_ROWS])) as readonly Row[];
  const last = rows.at(-1);
  if (last === undefined) {
    await runner.query('update public.backfills set finished_at = now() where name = $1', [name]);
    return false;
  }
  const { text, values } = fill(rows);
  await runner.query(text, values);
  await runner.query('update public.backfills set after = $2, done = done + $3 where name = $1', [
    name,
    last.key,
    rows.length,
  ]);
  return true;
}

async function inTransactionOf<Result>(runner: QueryRunner, work: () => Promise<Result>): Promise<Result> {
  await runner.startTransaction();
  try {
    const result = await work();
    await runner.commitTransaction();
    return result;
  } catch (error) {
    // A connection that is lost has rolled back by itself, and its own error is the one to tell.
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

/** How far each backfill is; nobody but the owner reads it. */
export async function createProgressTable(runner: QueryRunner): Promise<void> {
  if (await runner.hasTable('public.backfills')) return;
  await runner.query(`
    create table public.backfills (
      name text primary key,
      after text not null default '',
      done bigint not null default 0,
      started_at timestamptz not null default now(),
      finished_at timestamptz
    )`);
  await runner.query('alter table public.backfills enable row level security');
}
