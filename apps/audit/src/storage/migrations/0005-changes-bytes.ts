import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/**
 * How long an entry's changes are, of those that are written from now on; the others are measured when they are read. A
 * column without a default is an entry in the catalogue, and the release before neither reads nor writes it.
 */
export const ChangesBytes5 = migration('ChangesBytes0000000000005', () => [
  `alter table ${LIVE_SCHEMA}.entries add column if not exists changes_bytes integer`,
]);
