import type { Pool } from 'pg';
import { openPool } from '#postgres';

/**
 * A pool for the relay's statements.
 *
 * Marks need not wait for the disk: one that a crash of the server loses is a record sent twice. And plans are prepared
 * once, perhaps while the tables are empty: only the ones by index are right for all sizes.
 */
export function openRelayPool(options: { readonly url: string; readonly applicationName: string }): Pool {
  const url = new URL(options.url);
  const settings = ['synchronous_commit', 'enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'];
  url.searchParams.set('options', settings.map((name) => `-c ${name}=off`).join(' '));
  return openPool({ url: url.href, applicationName: options.applicationName, max: 2 });
}
