import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/**
 * The secret of a credential and of a reader is made in the database and told once, by functions: the admin API's role can
 * write no hash at all, neither of a secret that it knows nor of another tenant's. What was issued before stays valid; what
 * was revoked stays revoked, so that a secret that has leaked is of no use again.
 *
 * The admin API of a release before can revoke and not issue on this schema (deploy/README.md, "Upgrade and roll-back").
 */
export const SecretsMadeHere0026 = migration('SecretsMadeHere1764000000026', () => [
  NEW_SECRET,
  ISSUE_CREDENTIAL,
  ISSUE_READER,
  KEEP_REVOKED,
  ...RIGHTS,
]);

// 122 bits each of pg_strong_random, the system's generator (PostgreSQL's uuid.c), where gen_random_bytes would need an
// extension; the hash makes 256 of 366.
const NEW_SECRET = `
  create function new_secret(prefix text)
    returns text
    language sql volatile set search_path = pg_catalog, pg_temp
    as $$
      select prefix || translate(rtrim(encode(sha256(
               uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
             ), 'base64'), '='), '+/', '-_')
    $$`;

// The tenant is the connection's own: a credential of one tenant for a connection of another cannot be.
const ISSUE_CREDENTIAL = `
  create function issue_credential(credential uuid, of_connection uuid, issued_at timestamptz, valid_until timestamptz)
    returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
    as $$
    declare
      secret text := public.new_secret('rcs_');
    begin
      insert into public.credentials (id, tenant_id, connection_id, token_hash, created_at, expires_at)
      select credential, c.tenant_id, c.id, sha256(convert_to(secret, 'UTF8')), issued_at, valid_until
        from public.connections c
       where c.id = of_connection;
      if not found then raise foreign_key_violation using message = 'there is no such connection'; end if;
      return secret;
    end
    $$`;

const ISSUE_READER = `
  create function issue_reader(reader uuid, of_tenant uuid, called text, may_read text[], lifetime integer,
                               issued_at timestamptz)
    returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
    as $$
    declare
      secret text := public.new_secret('rcr_');
    begin
      insert into public.readers (id, tenant_id, name, secret_hash, audiences, token_lifetime, created_at)
      values (reader, of_tenant, called, sha256(convert_to(secret, 'UTF8')), may_read, lifetime, issued_at);
      return secret;
    end
    $$`;

const KEEP_REVOKED = `
  create function keep_revoked()
    returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
    as $$
    begin
      raise insufficient_privilege using message = 'what was revoked stays revoked';
    end
    $$`;

const ISSUING = [
  'issue_credential(uuid, uuid, timestamptz, timestamptz)',
  'issue_reader(uuid, uuid, text, text[], integer, timestamptz)',
].join(', ');

const RIGHTS = [
  `revoke all on function new_secret(text), keep_revoked(), ${ISSUING} from public`,
  `grant execute on function ${ISSUING} to ${ADMIN}`,
  `revoke insert on credentials, readers from ${ADMIN}`,
  ...['credentials', 'readers'].map(
    (table) =>
      `create trigger ${table}_keep_revoked before update of revoked_at on ${table} for each row
         when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
         execute function keep_revoked()`,
  ),
];
