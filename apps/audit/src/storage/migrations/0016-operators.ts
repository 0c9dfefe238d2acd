import { migration } from '#postgres';
import { operatorTables } from '#service';
import { DATABASE } from '../database.js';

const { audit, parked } = DATABASE.roles;

/** Who may operate, beside OPERATOR_TOKEN. A released event may be an act: `parked` keeps what that says, too. */
export const Operators16 = migration('Operators0000000000016', () => operatorTables({ writers: [audit, parked] }));
