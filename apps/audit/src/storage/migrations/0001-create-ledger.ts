import type { MigrationInterface, QueryRunner } from 'typeorm';
import { signingKeyCacheTable } from '#service';
import { DATABASE, LIVE_SCHEMA } from '../database.js';
import { ledgerTables } from '../schema.js';

/** TypeORM orders migrations by the number at the end of their names. */
export class CreateLedger1 implements MigrationInterface {
  readonly name = 'CreateLedger0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of ledgerTables(LIVE_SCHEMA)) await runner.query(statement);
    for (const statement of signingKeyCacheTable(DATABASE.roles.reader)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table public.signing_key_cache');
    await runner.query(`drop schema ${LIVE_SCHEMA} cascade`);
  }
}
