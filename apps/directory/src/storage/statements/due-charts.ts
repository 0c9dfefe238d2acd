import type { Transaction } from '#postgres';

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
         c.seen_in::text as "seenIn"
    from tenants t
    left join org_charts c on c.tenant_id = t.tenant_id
   where t.tenant_id is not null
     and (c.seen_in is null
          or (c.rests_until <= now()
              and exists (select from employee_marks m
                           where m.tenant_id = t.tenant_id
                             and m.changed_in >= c.seen_in)))
   order by c.made_at nulls first
   limit $1::int`;

export interface DueChart {
  readonly tenantId: string;
  /** null: it has none. */
  readonly seenIn: string | null;
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

/** Transactions before this one have ended: what they marked, whoever reads from now on sees. */
const OLDEST_UNDER_WAY = `select pg_snapshot_xmin(pg_current_snapshot())::text as oldest`;

export async function oldestUnderWay(tx: Transaction): Promise<string> {
  const { rows } = await tx.query<{ oldest: string }>(OLDEST_UNDER_WAY);
  return rows[0]?.oldest ?? '0';
}

const HAS_MOVED = `
  select exists (select from employee_marks m
                  where m.tenant_id = $1::uuid
                    and m.changed_in >= $2::text::xid8
                    and m.moved) as moved`;

/** Of a title nobody moves. */
export async function hasMoved(tx: Transaction, { tenantId, seenIn }: DueChart): Promise<boolean> {
  if (seenIn === null) return true;
  const { rows } = await tx.query<{ moved: boolean }>(HAS_MOVED, [tenantId, seenIn]);
  return rows[0]?.moved === true;
}

const SAW_NO_MOVE = `
  update org_charts
     set seen_in = $2::text::xid8,
         rests_until = now() + make_interval(secs => $3::float8)
   where tenant_id = $1::uuid`;

export async function sawNoMove(tx: Transaction, tenantId: string, seenIn: string, seconds: number): Promise<void> {
  await tx.query(SAW_NO_MOVE, [tenantId, seenIn, seconds]);
}
