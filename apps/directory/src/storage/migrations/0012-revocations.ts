import { migration } from '#postgres';
import { revocationTables } from '#service';
import { DATABASE } from '../database.js';

/** Which readers and keys are refused; and the role that trusts the issuer's keys can no longer write them. */
export const Revocations12 = migration('Revocations0000000000012', () =>
  revocationTables({ writer: DATABASE.roles.directory, reader: DATABASE.roles.reader }),
);
