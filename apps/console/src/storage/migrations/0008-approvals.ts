import { migration } from '#postgres';

const ROLE = 'rollcall_console';
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/**
 * What one administrator asks another to approve. They end with whoever asked; who decided is gone, and it stands no more. Of an
 * account, until when it administered, where somebody took that role from it.
 */
export const Approvals0008 = migration('Approvals1764000000008', () => [
  `create table approvals (
     id uuid primary key,
     tenant_id uuid not null,
     act text not null,
     object text collate "C" not null,
     reason text not null,
     asked_by uuid not null references accounts on delete cascade,
     asked_at timestamptz(3) not null default now(),
     ends_at timestamptz(3) not null,
     state text not null default 'pending',
     decided_by uuid references accounts on delete set null,
     decided_at timestamptz(3),
     used_at timestamptz(3),
     constraint approvals_state check (state in ('pending', 'approved', 'declined', 'used')),
     constraint approvals_by_another check (decided_by <> asked_by)
   )`,
  'create index approvals_by_tenant on approvals (tenant_id, asked_at)',
  'create index approvals_by_asker on approvals (asked_by)',
  'create index approvals_by_decider on approvals (decided_by)',
  'alter table accounts add column administered_until timestamptz(3)',
  'alter table approvals enable row level security',
  `create policy tenant on approvals to ${ROLE} using (${OF_TENANT}) with check (${OF_TENANT})`,
  `grant select, insert, update, delete on approvals to ${ROLE}`,
  PRUNE,
]);

const PRUNE = `
  create or replace function prune_accounts(idle interval, keep interval)
    returns void
    language sql security definer set search_path = public, pg_temp
    as $$
      delete from sessions where seen_at <= now() - idle or ends_at <= now();
      delete from accounts where last_sign_in_at <= now() - keep and not emergency;
      delete from used_challenges where expires_at <= now();
      delete from used_logins where expires_at <= now();
      delete from setup_links where expires_at <= now() - interval '30 days';
      delete from approvals where ends_at <= now() - interval '30 days';
    $$`;
