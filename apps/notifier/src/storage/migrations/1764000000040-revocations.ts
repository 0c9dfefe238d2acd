import type { MigrationInterface, QueryRunner } from 'typeorm';
import { revocationTables } from '#service';

/** Which readers and keys are refused; and the role that trusts the issuer's keys can no longer write them. */
export class Revocations1764000000040 implements MigrationInterface {
  readonly name = 'Revocations1764000000040';

  async up(runner: QueryRunner): Promise<void> {
    const roles = { writer: 'rollcall_notifier', reader: 'rollcall_notifier_reader' };
    for (const statement of revocationTables(roles)) await runner.query(statement);
  }

  /** Nothing: the version before does not look at these tables, and goes on with the keys that are kept. */
  async down(): Promise<void> {}
}
