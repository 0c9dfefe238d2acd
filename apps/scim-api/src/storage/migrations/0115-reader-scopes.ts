import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';
const ISSUE = 'issue_reader(uuid, uuid, text, text[], integer, timestamptz, text[], text[], text[])';

/**
 * What of the directory a reader sees. Readers of before see all of it, and so do those that a replica of the release before
 * makes meanwhile. The functions of six, seven and eight stay for the releases before.
 */
export const ReaderScopes0115 = migration('ReaderScopes1764000000115', () => [
  `alter table readers add column scopes text[] not null default '{directory:read,directory:history}'`,
  `create function issue_reader(reader uuid, of_tenant uuid, called text, may_read text[], lifetime integer,
                                issued_at timestamptz, may_be text[], given text[], may_see text[])
     returns text
     language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
     as $$
     declare
       secret text := public.new_secret('rcr_');
     begin
       insert into public.readers (id, tenant_id, name, secret_hash, audiences, roles, given_audiences, scopes, token_lifetime,
                                   created_at)
       values (reader, of_tenant, called, sha256(convert_to(secret, 'UTF8')), may_read, may_be, given, may_see, lifetime,
               issued_at);
       return secret;
     end
     $$`,
  `revoke all on function ${ISSUE} from public`,
  `grant execute on function ${ISSUE} to ${ADMIN}`,
]);
