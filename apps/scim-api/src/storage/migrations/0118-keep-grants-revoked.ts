import { migration } from '#postgres';

/** What a tenant has taken back from operators stays so, as with every other secret: the role of the API cannot undo it. */
export const KeepGrantsRevoked0118 = migration('KeepGrantsRevoked1764000000118', () => [
  `create trigger grants_keep_revoked before update of revoked_at on grants for each row
     when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
     execute function keep_revoked()`,
]);
