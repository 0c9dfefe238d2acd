import type { MigrationInterface, QueryRunner } from 'typeorm';
import { consumerTablesGained } from '#consumer';

/** A parked event can be discarded, with who, when and why. */
export class DiscardedEvents1764000000009 implements MigrationInterface {
  readonly name = 'DiscardedEvents1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of consumerTablesGained({ schema: 'projection' })) await runner.query(statement);
  }

  /** Nothing: the version before does not look at these columns, and what stands in them is kept. */
  async down(): Promise<void> {}
}
