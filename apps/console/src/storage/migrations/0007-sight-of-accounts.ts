import { migration } from '#postgres';

const ROLE = 'rollcall_console';

/**
 * Whether somebody who looks after people sees what is sensitive of them, and with a session whose person at the identity provider its
 * account is. Under a name of its own: the release before has prepared `find_session`, and goes on with what that answers.
 */
export const SightOfAccounts0007 = migration('SightOfAccounts1764000000007', () => [
  `alter table accounts add column sees_sensitive boolean not null default false`,
  SESSION_OF,
  'revoke all on function session_of(bytea, interval) from public',
  `grant execute on function session_of(bytea, interval) to ${ROLE}`,
]);

/** As `find_session`. The subject of an account of Entra is `<tid>:<oid>`. */
const SESSION_OF = `
  create function session_of(hash bytea, idle interval)
    returns table (
      id uuid, methods text[], address text, auth_time timestamptz, ends_at timestamptz,
      account_id uuid, tenant_id uuid, kind text, name text, roles text[], locale text, theme text,
      sees_sensitive boolean, person text)
    language sql security definer set search_path = public, pg_temp
    as $$
      with used as (
        update sessions
           set seen_at = now()
         where token_hash = hash
           and seen_at between now() - idle and now() - interval '1 minute'
           and ends_at > now()
        returning 1)
      select s.id, s.methods, s.address, s.auth_time, s.ends_at,
             a.id, a.tenant_id, a.kind, a.name, a.roles, a.locale, a.theme,
             a.sees_sensitive and 'people' = any (a.roles),
             case when a.kind in ('oidc', 'saml') then nullif(split_part(a.subject, ':', 2), '') end
        from sessions s
        join accounts a on a.id = s.account_id
       where s.token_hash = hash
         and s.seen_at > now() - idle
         and s.ends_at > now()
    $$`;
