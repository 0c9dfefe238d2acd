import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sequenceTables } from '#consumer';
import { DATABASE, LIVE_SCHEMA } from '../database.js';

/**
 * What schema.ts gives fresh tables, for those that are there. Nothing is filled: the consumer asks the projection what it
 * has of a resource whose sequence it does not know. A column without a default is an entry in the catalogue.
 */
export class Sequences14 implements MigrationInterface {
  readonly name = 'Sequences0000000000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of sequenceTables({ schema: LIVE_SCHEMA, role: DATABASE.roles.directory })) {
      await runner.query(statement);
    }
    await runner.query(`alter table ${LIVE_SCHEMA}.employees add column if not exists inactive_by uuid[]`);
  }

  /** Nothing: the version before does not look at them, and what a person accepted is kept. */
  async down(): Promise<void> {}
}
