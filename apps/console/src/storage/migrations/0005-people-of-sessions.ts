import { migration } from '#postgres';

const ROLE = 'rollcall_console';
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/**
 * Whether the directory knows the person of an account (`unasked`, `known`, `unknown`), and of each tenant with sessions of such
 * accounts when it is asked next, and since when it could not be.
 */
export const PeopleOfSessions0005 = migration('PeopleOfSessions1764000000005', () => [
  `alter table accounts add column person text not null default 'unasked'`,
  `create table people_watch (
     tenant_id uuid primary key,
     next_at timestamptz(3) not null,
     unheard_since timestamptz(3)
   )`,
  'alter table people_watch enable row level security',
  `create policy tenant on people_watch to ${ROLE} using (${OF_TENANT}) with check (${OF_TENANT})`,
  `grant select, update, delete on people_watch to ${ROLE}`,
  CLAIM,
  'revoke all on function claim_people_watch(timestamptz, interval, interval, integer) from public',
  `grant execute on function claim_people_watch(timestamptz, interval, interval, integer) to ${ROLE}`,
]);

/** Tenants that are due, each for one replica: a second one waits for the row, and then finds it is due later. */
const CLAIM = `
  create function claim_people_watch(at timestamptz, idle interval, every interval, most integer)
    returns table (tenant_id uuid)
    language sql security definer set search_path = public, pg_temp
    as $$
      with opened as (
        select distinct s.tenant_id
          from sessions s
          join accounts a on a.id = s.account_id
         where a.kind in ('oidc', 'saml')
           and s.ends_at > at
           and s.seen_at > at - idle),
      forgotten as (
        delete from people_watch w
         where w.next_at <= at
           and not exists (select from opened o where o.tenant_id = w.tenant_id)),
      due as (
        select o.tenant_id
          from opened o
          left join people_watch w on w.tenant_id = o.tenant_id
         where w.next_at is null or w.next_at <= at
         order by o.tenant_id
         limit most)
      insert into people_watch as w (tenant_id, next_at)
      select d.tenant_id, at + every
        from due d
          on conflict (tenant_id) do update
         set next_at = excluded.next_at
       where w.next_at <= at
      returning w.tenant_id
    $$`;
