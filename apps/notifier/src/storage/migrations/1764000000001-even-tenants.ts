import type { MigrationInterface, QueryRunner } from 'typeorm';
import { evenTenants } from '#postgres';

/** One plan for each look-up, whatever ANALYZE has seen of a tenant; and what this release asks of its schema. */
export class EvenTenants1764000000001 implements MigrationInterface {
  readonly name = 'EvenTenants1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...evenTenants('projection', 'people'),
      ...evenTenants('mailing', 'deliveries'),
      // A process compares them with what its release needs (libs/postgres, refuseOlderSchema).
      'grant select on public.migrations to rollcall_notifier, rollcall_notifier_reader',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    await Promise.resolve();
  }
}
