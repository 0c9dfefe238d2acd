import type { MigrationInterface, QueryRunner } from 'typeorm';
import { signingKeyCacheTable } from '#service';
import { DATABASE } from '../database.js';

/** Beside the projection, not in it: a rebuild swaps the projection's schema. */
export class CreateKeyCache2 implements MigrationInterface {
  readonly name = 'CreateKeyCache0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of signingKeyCacheTable(DATABASE.roles.reader)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table public.signing_key_cache');
  }
}
