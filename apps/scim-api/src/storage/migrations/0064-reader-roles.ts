import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';
const ISSUE = 'issue_reader(uuid, uuid, text, text[], integer, timestamptz, text[])';

/** What a reader is, beside what it may read; said when it is issued. The function of six stays for the release before. */
export const ReaderRoles0064 = migration('ReaderRoles1764000000064', () => [
  `alter table readers add column roles text[] not null default '{}'`,
  `create function issue_reader(reader uuid, of_tenant uuid, called text, may_read text[], lifetime integer,
                                issued_at timestamptz, may_be text[])
     returns text
     language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
     as $$
     declare
       secret text := public.new_secret('rcr_');
     begin
       insert into public.readers (id, tenant_id, name, secret_hash, audiences, roles, token_lifetime, created_at)
       values (reader, of_tenant, called, sha256(convert_to(secret, 'UTF8')), may_read, may_be, lifetime, issued_at);
       return secret;
     end
     $$`,
  `revoke all on function ${ISSUE} from public`,
  `grant execute on function ${ISSUE} to ${ADMIN}`,
]);
