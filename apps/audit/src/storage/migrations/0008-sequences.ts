import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sequenceTables } from '#consumer';
import { DATABASE, LIVE_SCHEMA } from '../database.js';

/**
 * What schema.ts gives fresh tables, for those that are there. Nothing is filled: the consumer asks the log what it has of
 * a resource whose sequence it does not know.
 */
export class Sequences8 implements MigrationInterface {
  readonly name = 'Sequences0000000000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of sequenceTables({ schema: LIVE_SCHEMA, role: DATABASE.roles.audit })) {
      await runner.query(statement);
    }
  }

  /** Nothing: the version before does not look at them, and what a person accepted is kept. */
  async down(): Promise<void> {}
}
