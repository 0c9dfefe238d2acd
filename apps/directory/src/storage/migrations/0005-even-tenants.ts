import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DATABASE, LIVE_SCHEMA } from '../database.js';
import { evenTables } from '../schema.js';

/** What schema.ts gives fresh tables, for those that are there; and what this release asks of its schema. */
export class EvenTenants5 implements MigrationInterface {
  readonly name = 'EvenTenants0000000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of evenTables(LIVE_SCHEMA)) await runner.query(statement);
    // A process compares them with what its release needs (libs/postgres, refuseOlderSchema).
    const { directory, reader } = DATABASE.roles;
    await runner.query(`grant select on public.migrations to ${directory}, ${reader}`);
  }

  async down(): Promise<void> {
    await Promise.resolve();
  }
}
