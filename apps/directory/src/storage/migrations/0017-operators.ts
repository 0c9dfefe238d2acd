import { migration } from '#postgres';
import { operatorTables } from '#service';
import { DATABASE } from '../database.js';

/** Who may operate, beside OPERATOR_TOKEN. */
export const Operators17 = migration('Operators0000000000017', () =>
  operatorTables({ writers: [DATABASE.roles.directory] }),
);
