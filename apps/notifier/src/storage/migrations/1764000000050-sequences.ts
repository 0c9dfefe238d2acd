import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sequenceTables } from '#consumer';

/**
 * The sequences of resources, beside the consumer's other tables. Nothing is filled: the consumer asks the projection what
 * it has of a resource whose sequence it does not know. It keeps no history, so there are no gaps of before to be listed.
 */
export class Sequences1764000000050 implements MigrationInterface {
  readonly name = 'Sequences1764000000050';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of sequenceTables({ schema: 'projection', role: 'rollcall_notifier' })) {
      await runner.query(statement);
    }
  }

  /** Nothing: the version before does not look at them, and what a person accepted is kept. */
  async down(): Promise<void> {}
}
