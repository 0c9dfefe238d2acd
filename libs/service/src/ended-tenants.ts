import { escapeIdentifier, type Pool } from 'pg';
import { eachForItself, type Transaction } from '#postgres';
import { eraseTenantFunction, type Erasing } from './erase-tenant.js';

/**
 * Statements for an app's migration: which tenants have ended, and the function that removes what is theirs. In `public`,
 * outside a schema that a rebuild swaps: who has ended stays so, whatever is folded again.
 *
 * @param writers whoever applies events, or ends tenants, and has rows removed
 * @param readers who answers, and has to know whom no more
 */
export function endedTenantTables({ writers, readers = [], ...erasing }: EndedTenantsOptions): string[] {
  const [writes, reads] = [listed(writers), listed([...writers, ...readers])];
  return [
    `create table public.ended_tenants (
       tenant_id uuid primary key,
       ended_at timestamptz(3) not null,
       settled_after xid8,
       rows jsonb not null default '{}',
       kinds jsonb not null default '{}',
       looked_at timestamptz(3),
       erased_at timestamptz(3)
     )`,
    'alter table public.ended_tenants enable row level security',
    `create policy ended_tenants_read on public.ended_tenants for select to ${reads} using (true)`,
    `create policy ended_tenants_add on public.ended_tenants for insert to ${writes} with check (true)`,
    `grant select on public.ended_tenants to ${reads}`,
    `grant insert (tenant_id, ended_at) on public.ended_tenants to ${writes}`,
    ...eraseTenantFunction(erasing),
    `grant execute on function public.erase_tenant(uuid, integer) to ${writes}`,
  ];
}

interface EndedTenantsOptions extends Erasing {
  readonly writers: readonly string[];
  readonly readers?: readonly string[];
}

function listed(roles: readonly string[]): string {
  return roles.map((role) => escapeIdentifier(role)).join(', ');
}

const RECORD = `
  insert into public.ended_tenants (tenant_id, ended_at)
  select tenant_id, ended_at
    from unnest($1::uuid[], $2::timestamptz[]) as told (tenant_id, ended_at)
   order by tenant_id
      on conflict do nothing`;

/** In the transaction of the consumer; heard again, as by a rebuild, it changes nothing. */
export async function recordEnded(
  tx: Transaction,
  ended: readonly { readonly tenantId: string; readonly at: string }[],
): Promise<void> {
  if (ended.length === 0) return;
  const values = [ended.map(({ tenantId }) => tenantId), ended.map(({ at }) => at)];
  await tx.query({ name: 'record-ended-tenants', text: RECORD, values });
}

const AMONG = `
  select tenant_id::text as "tenantId"
    from public.ended_tenants
   where tenant_id = any ($1::uuid[])`;

/** Which of these have ended, by ids in lower case; those that are no ids are left out by the caller. */
export async function endedAmong(
  tx: Pick<Transaction, 'query'>,
  tenantIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (tenantIds.length === 0) return new Set();
  const query = { name: 'ended-among', text: AMONG, values: [tenantIds] };
  const { rows } = await tx.query<{ tenantId: string }>(query);
  return new Set(rows.map(({ tenantId }) => tenantId));
}

/** A condition of SQL. @param tenant an expression: the tenant's id, as text */
export function hasEnded(tenant: string): string {
  return `exists (select from public.ended_tenants as e where e.tenant_id::text = ${tenant})`;
}

/** What a database had of a tenant that has ended. */
export interface Erased {
  readonly endedAt: Date;
  /** null: not everything is removed yet. */
  readonly erasedAt: Date | null;
  /** Rows that were removed, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Of one table, by what its rows were; empty where that is not counted. */
  readonly kinds: Readonly<Record<string, number>>;
}

const FIND = `
  select ended_at as "endedAt", erased_at as "erasedAt", rows, kinds
    from public.ended_tenants
   where tenant_id = $1::uuid`;

/** null: it has not ended here. */
export async function findErased(pool: Pick<Pool, 'query'>, tenantId: string): Promise<Erased | null> {
  const { rows } = await pool.query<Erased>({ name: 'find-erased', text: FIND, values: [tenantId] });
  return rows[0] ?? null;
}

/** All that have; they are as few as ends of contracts. */
export async function listEnded(pool: Pick<Pool, 'query'>): Promise<readonly string[]> {
  const { rows } = await pool.query<{ tenantId: string }>(
    'select tenant_id::text as "tenantId" from public.ended_tenants',
  );
  return rows.map(({ tenantId }) => tenantId);
}

const TO_LOOK_AT = `
  select tenant_id::text as "tenantId"
    from public.ended_tenants
   where erased_at is null
      or looked_at < clock_timestamp() - interval '1 day'
   order by looked_at nulls first
   limit 100`;
const ERASE = 'select public.erase_tenant($1::uuid, $2::integer) as removed';

/** Rows of a batch: a few hundred milliseconds of the database's time, and of locks. */
const AT_ONCE = 1_000;

/**
 * Removes what is left of tenants that have ended, a batch in a transaction: what a kill leaves is gone on with. Those that are
 * done are looked at again each day.
 *
 * @returns rows removed, and whether any has to be looked at again soon
 */
export async function eraseEnded(
  pool: Pick<Pool, 'query'>,
  isStopping: () => boolean = () => false,
): Promise<{ readonly removed: number; readonly isAnyLeft: boolean }> {
  const { rows } = await pool.query<{ tenantId: string }>(TO_LOOK_AT);
  if (rows.length === 0) return { removed: 0, isAnyLeft: false };
  let removed = 0;
  await eachForItself(rows, async ({ tenantId }) => {
    removed += await eraseTenant(pool, tenantId, isStopping);
  });
  const left = await pool.query('select from public.ended_tenants where erased_at is null limit 1');
  return { removed, isAnyLeft: left.rowCount !== 0 };
}

/** What is there of one, whether or not it was done before. */
export async function eraseTenant(
  pool: Pick<Pool, 'query'>,
  tenantId: string,
  isStopping: () => boolean = () => false,
): Promise<number> {
  for (let removed = 0; ;) {
    const { rows } = await pool.query<{ removed: number | null }>(ERASE, [tenantId, AT_ONCE]);
    const some = rows[0]?.removed ?? 0;
    removed += some;
    if (some === 0 || isStopping()) return removed;
  }
}
