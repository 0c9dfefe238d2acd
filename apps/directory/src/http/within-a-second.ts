import type { QueryConfig } from 'pg';
import { sqlState } from '#postgres';
import { Problem } from '#service';

const QUERY_CANCELED = '57014';

/** Of a transaction, sent with its begin: its statements are ended after a second. */
export const ONE_SECOND: QueryConfig = { text: 'set local statement_timeout = 1000' };

/**
 * Statements over levels, or over much of the past, in a transaction that has {@link ONE_SECOND}: whoever asked is told what to ask instead.
 *
 * @throws Problem 503
 */
export async function toldTooLarge<Result>(work: () => Promise<Result>, gone?: AbortSignal): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    gone?.throwIfAborted();
    if (sqlState(error) === QUERY_CANCELED) throw TOO_LARGE;
    throw error;
  }
}

const TOO_LARGE = new Problem(
  503,
  'too-large',
  'The question took longer than a second: ask it of somebody further down, over fewer levels, of a shorter time, or for a smaller page.',
);
