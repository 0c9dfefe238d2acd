import { migration } from '#postgres';
import { revocationTables } from '#service';
import { DATABASE } from '../database.js';

/** Which readers and keys are refused; and the role that trusts the issuer's keys can no longer write them. */
export const Revocations7 = migration('Revocations0000000000007', () =>
  revocationTables({ writer: DATABASE.roles.audit, reader: DATABASE.roles.reader }),
);
