import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';
const ISSUE = 'issue_reader(uuid, uuid, text, text[], integer, timestamptz, text[], text[])';

/**
 * Which of a reader's audiences were given to it for themselves, beside those that its roles imply; null of readers of before,
 * to whom all were. The functions of six and of seven stay for the releases before.
 */
export const GivenAudiences0096 = migration('GivenAudiences1764000000096', () => [
  'alter table readers add column given_audiences text[]',
  `create function issue_reader(reader uuid, of_tenant uuid, called text, may_read text[], lifetime integer,
                                issued_at timestamptz, may_be text[], given text[])
     returns text
     language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
     as $$
     declare
       secret text := public.new_secret('rcr_');
     begin
       insert into public.readers (id, tenant_id, name, secret_hash, audiences, roles, given_audiences, token_lifetime, created_at)
       values (reader, of_tenant, called, sha256(convert_to(secret, 'UTF8')), may_read, may_be, given, lifetime, issued_at);
       return secret;
     end
     $$`,
  `revoke all on function ${ISSUE} from public`,
  `grant execute on function ${ISSUE} to ${ADMIN}`,
]);
