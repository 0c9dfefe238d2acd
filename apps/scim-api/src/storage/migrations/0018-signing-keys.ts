import { migration } from '#postgres';

/**
 * Signing keys are wrapped at rest, rotated and withdrawn. The rows stay as they are until the first process that has the
 * secret wraps them: a migration has none.
 */
export const SigningKeys0018 = migration('SigningKeys1764000000018', () => STATEMENTS);

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
