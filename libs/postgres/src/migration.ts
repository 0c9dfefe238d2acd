import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The statements of a migration, or its own doing. */
type Steps = (runner: QueryRunner) => readonly string[] | Promise<void>;

/**
 * A step of a database's schema: all of it or nothing, unless it says `transaction: false`. The name ends with the number
 * that orders it, and stays for ever. None is undone: the release before runs on what it leaves (deploy/README.md).
 */
export function migration(name: string, steps: Steps, { transaction = true } = {}): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = name;
    readonly transaction = transaction;

    async up(runner: QueryRunner): Promise<void> {
      const asked = steps(runner);
      if (asked instanceof Promise) await asked;
      else for (const statement of asked) await runner.query(statement);
    }

    down(): Promise<void> {
      return Promise.reject(new Error('a migration is not undone: restore the database'));
    }
  };
}
