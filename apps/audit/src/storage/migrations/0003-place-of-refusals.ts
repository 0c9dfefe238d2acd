import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LIVE_SCHEMA } from '../database.js';

/** Refusals say where in the request, and by which rule. Columns without a default change no row. */
export class PlaceOfRefusals3 implements MigrationInterface {
  readonly name = 'PlaceOfRefusals0000000000003';

  async up(runner: QueryRunner): Promise<void> {
    // There already in a fresh database, whose first migration made the table as it is today.
    await runner.query(
      `alter table ${LIVE_SCHEMA}.entries
         add column if not exists path text collate "C",
         add column if not exists rule text collate "C"`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table ${LIVE_SCHEMA}.entries drop column path, drop column rule`);
  }
}
