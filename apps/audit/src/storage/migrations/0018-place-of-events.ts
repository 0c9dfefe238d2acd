import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** Where Kafka has the event of an entry, from now on. Columns without a default: no row is rewritten. */
export const PlaceOfEvents18 = migration('PlaceOfEvents0000000000018', () => [
  `alter table ${LIVE_SCHEMA}.entries
     add column if not exists topic text collate "C",
     add column if not exists partition integer,
     add column if not exists record_offset bigint`,
]);
