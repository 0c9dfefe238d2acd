import { migration } from '#postgres';
import { revocationTables } from '#service';

/** Which readers and keys are refused; and the role that trusts the issuer's keys can no longer write them. */
export const Revocations1764000000040 = migration('Revocations1764000000040', () =>
  revocationTables({ writer: 'rollcall_notifier', reader: 'rollcall_notifier_reader' }),
);
