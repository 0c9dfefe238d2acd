import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/** What tenants let operators see, until when. What was taken back stays so. */
export const Grants0110 = migration('Grants1764000000110', () => [
  `create table grants (
     id uuid primary key,
     tenant_id uuid not null references tenants on delete cascade,
     reason text not null,
     granted_by text,
     granted_at timestamptz(3) not null,
     expires_at timestamptz(3) not null,
     revoked_at timestamptz(3)
   )`,
  'create index grants_by_tenant on grants (tenant_id, id)',
  'create index grants_by_end on grants (expires_at) where revoked_at is null',
  'alter table grants enable row level security',
  `create policy grants_admin on grants to ${ADMIN} using (true) with check (true)`,
  `grant select, insert, update (revoked_at) on grants to ${ADMIN}`,
]);
