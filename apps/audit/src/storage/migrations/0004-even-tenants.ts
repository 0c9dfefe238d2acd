import type { MigrationInterface, QueryRunner } from 'typeorm';
import { evenTenants } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from '../database.js';

/** What schema.ts gives a fresh table, for the one that is there; and what this release asks of its schema. */
export class EvenTenants4 implements MigrationInterface {
  readonly name = 'EvenTenants0000000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of evenTenants(LIVE_SCHEMA, 'entries')) await runner.query(statement);
    // A process compares them with what its release needs (libs/postgres, refuseOlderSchema).
    await runner.query(`grant select on public.migrations to ${DATABASE.roles.audit}, ${DATABASE.roles.reader}`);
  }

  async down(): Promise<void> {
    await Promise.resolve();
  }
}
