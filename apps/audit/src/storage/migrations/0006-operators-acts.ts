import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** An operator's act is an entry: it has an actor of another kind, and no connection. Neither change rewrites a row. */
export const OperatorsActs6 = migration('OperatorsActs0000000000006', () => [
  `alter table ${LIVE_SCHEMA}.entries
         alter column connection_id drop not null,
         add column if not exists act text collate "C",
         add column if not exists operator text collate "C"`,
]);
