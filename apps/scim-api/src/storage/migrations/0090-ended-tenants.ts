import { migration } from '#postgres';
import { endedTenantTables } from '#service';

const ADMIN = 'rollcall_admin';

/**
 * The end of tenants: who asked for it, when it comes, and when it came; the row of one that is cancelled goes. And which have
 * ended, and what removes their rows.
 */
export const EndedTenants0090 = migration('EndedTenants1764000000090', () => [
  `create table tenant_ends (
     tenant_id uuid primary key,
     asked_at timestamptz(3) not null,
     actor json not null,
     reason text not null,
     due_at timestamptz(3) not null,
     ended_at timestamptz(3),
     settings_version integer
   )`,
  `create index tenant_ends_due on tenant_ends (due_at) where ended_at is null`,
  'alter table tenant_ends enable row level security',
  `create policy tenant_ends_admin on tenant_ends to ${ADMIN} using (true) with check (true)`,
  `grant select, insert, delete, update (ended_at, settings_version) on tenant_ends to ${ADMIN}`,
  ...endedTenantTables({ writers: [ADMIN], rows: ROWS }),
]);

const CONNECTIONS = 'connection_id in (select c.id from public.connections c where c.tenant_id = $1)';
const CREDENTIALS = 'credential_id in (select c.id from public.credentials c where c.tenant_id = $1)';

/** Before what they belong to: afterwards nobody knows whose they were. */
const ROWS = [
  { table: 'public.credential_warnings', where: CREDENTIALS },
  { table: 'public.dead_credential_uses', where: CREDENTIALS },
  { table: 'public.brake_minutes', where: CONNECTIONS },
  { table: 'public.rate_buckets', where: CONNECTIONS },
  { table: 'public.tenants', where: 'id = $1' },
];
