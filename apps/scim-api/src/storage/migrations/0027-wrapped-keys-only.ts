import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/**
 * A signing key comes into the table wrapped: one in the open would be wrapped, and trusted, by the next process that starts,
 * whoever put it there. Those of an earlier release are in it already, and are only taken out of the open.
 */
export const WrappedKeysOnly0027 = migration('WrappedKeysOnly1764000000027', () => STATEMENTS);

const STATEMENTS = [
  `revoke insert on signing_keys from ${ADMIN}`,
  `grant insert (kid, public_jwk, wrapped, created_at) on signing_keys to ${ADMIN}`,
  `create function refuse_open_key()
     returns trigger
     language plpgsql set search_path = pg_catalog, pg_temp
     as $$
     begin
       raise insufficient_privilege using message = 'a signing key is kept wrapped';
     end
     $$`,
  `revoke all on function refuse_open_key() from public`,
  `create trigger signing_keys_wrapped before update of private_jwk on signing_keys for each row
     when (new.private_jwk is not null) execute function refuse_open_key()`,
];
