import type { Transaction } from '#postgres';

/**
 * A mark of a transaction that had not ended then. The oldest that was under way is not enough: a long one anywhere in the cluster
 * would hold every tenant's chart back at its own beginning.
 */
const isUnseen = (number: 'changed_in' | 'moved_in', seen: string): string =>
  `m.changed_in >= pg_snapshot_xmin(${seen}) and not pg_visible_in_snapshot(m.${number}, ${seen})`;

/**
 * Tenants whose people changed since their chart was looked at, and which do not rest, by leaps over the ids of tenants; those
 * that have none first. And tenants of which there is a chart and nobody any more.
 */
export const DUE_CHARTS = `
  with recursive tenants (tenant_id) as (
    (select e.tenant_id from employees e order by e.tenant_id limit 1)
     union all
    select (select e.tenant_id from employees e where e.tenant_id > t.tenant_id order by e.tenant_id limit 1)
      from tenants t
     where t.tenant_id is not null
  )
  select t.tenant_id as "tenantId",
         c.seen::text as seen
    from tenants t
    left join org_charts c on c.tenant_id = t.tenant_id
   where t.tenant_id is not null
     and (c.seen is null
          or (c.rests_until <= now()
              and exists (select from employee_marks m
                           where m.tenant_id = t.tenant_id
                             and ${isUnseen('changed_in', 'c.seen')})))
   order by c.made_at nulls first
   limit $1::int`;

export interface DueChart {
  readonly tenantId: string;
  /** null: it has none. */
  readonly seen: string | null;
}

export async function dueCharts(tx: Transaction, limit: number): Promise<DueChart[]> {
  return (await tx.query<DueChart>(DUE_CHARTS, [limit])).rows;
}

const LEFT_CHARTS = `
  select c.tenant_id as "tenantId"
    from org_charts c
   where not exists (select from employees e where e.tenant_id = c.tenant_id)
   limit $1::int`;

export async function leftCharts(tx: Transaction, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ tenantId: string }>(LEFT_CHARTS, [limit]);
  return rows.map(({ tenantId }) => tenantId);
}

const SEEN_NOW = `select pg_current_snapshot()::text as seen`;

/** What is committed by now, which whoever reads from now on sees; as text of PostgreSQL's `pg_snapshot`. */
export async function seenNow(tx: Transaction): Promise<string> {
  const { rows } = await tx.query<{ seen: string }>(SEEN_NOW);
  const [now] = rows;
  if (now === undefined) throw new Error('the server does not say what it sees');
  return now.seen;
}

const HAS_MOVED = `
  select exists (select from employee_marks m
                  where m.tenant_id = $1::uuid
                    and ${isUnseen('moved_in', '$2::text::pg_snapshot')}) as moved`;

/** Of a title nobody moves. */
export async function hasMoved(tx: Transaction, { tenantId, seen }: DueChart): Promise<boolean> {
  if (seen === null) return true;
  const { rows } = await tx.query<{ moved: boolean }>(HAS_MOVED, [tenantId, seen]);
  return rows[0]?.moved === true;
}

const SAW_NO_MOVE = `
  update org_charts
     set seen = $2::text::pg_snapshot,
         rests_until = now() + make_interval(secs => $3::float8)
   where tenant_id = $1::uuid`;

export async function sawNoMove(tx: Transaction, tenantId: string, seen: string, seconds: number): Promise<void> {
  await tx.query(SAW_NO_MOVE, [tenantId, seen, seconds]);
}
