import type { MigrationInterface, QueryRunner } from 'typeorm';
import { revocationTables } from '#service';
import { DATABASE } from '../database.js';

/** Which readers and keys are refused; and the role that trusts the issuer's keys can no longer write them. */
export class Revocations12 implements MigrationInterface {
  readonly name = 'Revocations0000000000012';

  async up(runner: QueryRunner): Promise<void> {
    const roles = { writer: DATABASE.roles.directory, reader: DATABASE.roles.reader };
    for (const statement of revocationTables(roles)) await runner.query(statement);
  }

  /** Nothing: the version before does not look at these tables, and goes on with the keys that are kept. */
  async down(): Promise<void> {}
}
