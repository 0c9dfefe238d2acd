import type { MigrationInterface, QueryRunner } from 'typeorm';
import { consumerTablesGained } from '#consumer';
import { LIVE_SCHEMA } from '../database.js';

/** A parked event can be discarded, with who, when and why. */
export class DiscardedEvents2 implements MigrationInterface {
  readonly name = 'DiscardedEvents0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of consumerTablesGained({ schema: LIVE_SCHEMA })) await runner.query(statement);
  }

  /** Nothing: the version before does not look at these columns, and what stands in them is kept. */
  async down(): Promise<void> {}
}
