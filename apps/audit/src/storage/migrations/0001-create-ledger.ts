import { migration } from '#postgres';
import { signingKeyCacheTable } from '#service';
import { DATABASE, LIVE_SCHEMA } from '../database.js';
import { ledgerTables } from '../schema.js';

/** TypeORM orders migrations by the number at the end of their names. */
export const CreateLedger1 = migration('CreateLedger0000000000001', () => [
  ...ledgerTables(LIVE_SCHEMA),
  ...signingKeyCacheTable(DATABASE.roles.reader),
]);
