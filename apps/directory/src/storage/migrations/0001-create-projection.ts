import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LIVE_SCHEMA } from '../database.js';
import { projectionTables } from '../schema.js';

/** TypeORM orders migrations by the number at the end of their names. */
export class CreateProjection1 implements MigrationInterface {
  readonly name = 'CreateProjection0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    // Both are trusted extensions of PostgreSQL's own contrib: the owner of a database may create them.
    await runner.query('create extension if not exists pg_trgm schema public');
    await runner.query('create extension if not exists btree_gin schema public');
    for (const statement of projectionTables(LIVE_SCHEMA)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema ${LIVE_SCHEMA} cascade`);
  }
}
