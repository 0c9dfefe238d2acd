import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LIVE_SCHEMA } from '../database.js';

/** What `search()` of schema.ts gives a new index, for the one that is there. */
export class ShortPendingList4 implements MigrationInterface {
  readonly name = 'ShortPendingList0000000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter index ${LIVE_SCHEMA}.employee_search_trigrams set (gin_pending_list_limit = 256)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter index ${LIVE_SCHEMA}.employee_search_trigrams reset (gin_pending_list_limit)`);
  }
}
