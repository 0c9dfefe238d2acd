import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LIVE_SCHEMA } from '../database.js';

/**
 * How long a resource is as text, of those that are written from now on; the others are measured when they are read. A
 * column without a default is an entry in the catalogue, and the release before neither reads nor writes it.
 */
export class ResourceBytes11 implements MigrationInterface {
  readonly name = 'ResourceBytes0000000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table ${LIVE_SCHEMA}.employee_versions add column if not exists resource_bytes integer`);
  }

  async down(): Promise<void> {
    await Promise.resolve();
  }
}
