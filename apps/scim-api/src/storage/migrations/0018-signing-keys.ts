import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Signing keys are wrapped at rest, rotated and withdrawn. The rows stay as they are until the first process that has the
 * secret wraps them: a migration has none.
 */
export class SigningKeys0018 implements MigrationInterface {
  readonly name = 'SigningKeys1764000000018';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('wrapped keys are not taken out again: restore the database'));
  }
}

const STATEMENTS = [
  `alter table signing_keys
     alter column private_jwk drop not null,
     add column public_jwk jsonb,
     add column wrapped text,
     add column rotated_at timestamptz(3),
     add column verify_until timestamptz(3),
     add column withdrawn_at timestamptz(3),
     add column why text`,
  `grant update (private_jwk, public_jwk, wrapped, rotated_at, verify_until, withdrawn_at, why) on signing_keys
      to rollcall_admin`,
];
