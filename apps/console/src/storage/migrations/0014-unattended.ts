import { migration } from '#postgres';

const ROLE = 'rollcall_console';

/**
 * A page asks again by itself while it is open. What it asks so says nothing of whoever is signed in, and lets no session go on. Beside the
 * function of before, which the release before has prepared.
 */
export const Unattended0014 = migration('Unattended1764000000014', () => [
  SESSION_OF,
  'revoke all on function session_of(bytea, interval, boolean) from public',
  `grant execute on function session_of(bytea, interval, boolean) to ${ROLE}`,
]);

/** As that of two, but that a session is used by who attends to it alone. */
const SESSION_OF = `
  create function session_of(hash bytea, idle interval, attended boolean)
    returns table (
      id uuid, methods text[], address text, auth_time timestamptz, ends_at timestamptz,
      account_id uuid, tenant_id uuid, kind text, name text, roles text[], locale text, theme text,
      sees_sensitive boolean, person text)
    language sql security definer set search_path = public, pg_temp
    as $$
      with used as (
        update sessions
           set seen_at = now()
         where attended
           and token_hash = hash
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
