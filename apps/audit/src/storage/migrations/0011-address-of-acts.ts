import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LIVE_SCHEMA } from '../database.js';

/** From where an act was done. A column without a default is an entry in the catalogue: no row is rewritten. */
export class AddressOfActs11 implements MigrationInterface {
  readonly name = 'AddressOfActs0000000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table ${LIVE_SCHEMA}.entries add column if not exists address text collate "C"`);
  }

  /** Nothing: the version before neither reads nor writes it. */
  async down(): Promise<void> {}
}
