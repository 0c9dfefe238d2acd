import { migration } from '#postgres';
import { operatorTables } from '#service';

/** Who may operate, beside OPERATOR_TOKEN. */
export const Operators1764000000062 = migration('Operators1764000000062', () =>
  operatorTables({ writers: ['rollcall_notifier'] }),
);
