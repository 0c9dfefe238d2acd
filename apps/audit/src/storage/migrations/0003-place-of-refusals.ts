import { migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/** Refusals say where in the request, and by which rule. Columns without a default change no row. */
export const PlaceOfRefusals3 = migration('PlaceOfRefusals0000000000003', () => [
  // There already in a fresh database, whose first migration made the table as it is today.
  `alter table ${LIVE_SCHEMA}.entries
         add column if not exists path text collate "C",
         add column if not exists rule text collate "C"`,
]);
