import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DATABASE, LIVE_SCHEMA } from '../database.js';
import { ledgerGuards } from '../guards.js';

/**
 * What schema.ts gives fresh tables, for those that are there. The process of the release before goes on as it did; its
 * `parked release` and `discard` are refused, and the new one's take a role of their own.
 */
export class Guards10 implements MigrationInterface {
  readonly name = 'Guards0000000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of ledgerGuards(LIVE_SCHEMA)) await runner.query(statement);
    // A released event may be an act: who was revoked by it is kept (libs/service, recordRevocations).
    await runner.query(`grant select, insert, delete on public.revocations to ${DATABASE.roles.parked}`);
  }

  /** Nothing: the process of the version before works under them. */
  async down(): Promise<void> {}
}
