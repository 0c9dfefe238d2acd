import { migration } from '#postgres';

/** Nobody uses an emergency account until there is an emergency: it is not forgotten for that. */
export const EmergencyAccounts0006 = migration('EmergencyAccounts1764000000006', () => [
  `create or replace function prune_accounts(idle interval, keep interval)
     returns void
     language sql security definer set search_path = public, pg_temp
     as $$
       delete from sessions where seen_at <= now() - idle or ends_at <= now();
       delete from accounts where last_sign_in_at <= now() - keep and not emergency;
       delete from used_challenges where expires_at <= now();
       delete from used_logins where expires_at <= now();
       delete from setup_links where expires_at <= now() - interval '30 days';
     $$`,
]);
