import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/** Mail domains of tenants. The SCIM role has no business with them. */
export const TenantDomains0016 = migration('TenantDomains1764000000016', () => STATEMENTS);

const STATEMENTS = [
  `create table tenant_domains (
     tenant_id uuid not null references tenants,
     name text not null,
     state text not null check (state in ('pending', 'verified', 'failing', 'withdrawn')),
     token text not null,
     failures integer not null,
     verified_by text check (verified_by in ('dns', 'operator')),
     reason text,
     created_at timestamptz(3) not null,
     verified_at timestamptz(3),
     answered_at timestamptz(3),
     next_check_at timestamptz(3),
     primary key (tenant_id, name)
   )`,
  `create index tenant_domains_due on tenant_domains (next_check_at) where next_check_at is not null`,
  `alter table tenant_domains enable row level security`,
  `create policy tenant_domains_admin on tenant_domains to ${ADMIN} using (true) with check (true)`,
  `grant select, insert, update, delete on tenant_domains to ${ADMIN}`,
];
