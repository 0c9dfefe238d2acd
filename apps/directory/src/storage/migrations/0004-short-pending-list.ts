import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** What `search()` of schema.ts gives a new index, for the one that is there. */
export const ShortPendingList4 = migration('ShortPendingList0000000000004', () => [
  `alter index ${LIVE_SCHEMA}.employee_search_trigrams set (gin_pending_list_limit = 256)`,
]);
