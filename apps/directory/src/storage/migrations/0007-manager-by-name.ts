import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LIVE_SCHEMA } from '../database.js';

/** What `employees()` of schema.ts gives a fresh table, for the one that is there; 0008 fills it. */
export class ManagerByName7 implements MigrationInterface {
  readonly name = 'ManagerByName0000000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table ${LIVE_SCHEMA}.employees add column if not exists manager_mail_key text collate "C"`,
    );
  }

  async down(): Promise<void> {
    // The version before works with the column: it neither reads nor needs it.
    await Promise.resolve();
  }
}
