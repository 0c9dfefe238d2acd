import type { Pool } from 'pg';
import { BY_INDEX, openPool, withSettings } from '#postgres';

/** A pool for the relay's statements: of its rounds, of one that goes aside, and of its chores. Marks need not wait for the disk: one that a crash of the server loses is a record sent twice. */
export function openRelayPool(options: { readonly url: string; readonly applicationName: string }): Pool {
  const url = withSettings(options.url, ['synchronous_commit=off', ...BY_INDEX]);
  return openPool({ url, applicationName: options.applicationName, max: 3 });
}
