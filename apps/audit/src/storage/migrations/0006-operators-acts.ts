import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LIVE_SCHEMA } from '../database.js';

/** An operator's act is an entry: it has an actor of another kind, and no connection. Neither change rewrites a row. */
export class OperatorsActs6 implements MigrationInterface {
  readonly name = 'OperatorsActs0000000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table ${LIVE_SCHEMA}.entries
         alter column connection_id drop not null,
         add column if not exists act text collate "C",
         add column if not exists operator text collate "C"`,
    );
  }

  /** Nothing: the version before reads and writes these tables as it did. */
  async down(): Promise<void> {}
}
