import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** Of a database that has the trigrams still. */
export const ShortPendingList4 = migration('ShortPendingList0000000000004', () => [
  `alter index if exists ${LIVE_SCHEMA}.employee_search_trigrams set (gin_pending_list_limit = 256)`,
]);
