import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** What `employees()` of schema.ts gives a fresh table, for the one that is there; 0008 fills it. */
export const ManagerByName7 = migration('ManagerByName0000000000007', () => [
  `alter table ${LIVE_SCHEMA}.employees add column if not exists manager_mail_key text collate "C"`,
]);
