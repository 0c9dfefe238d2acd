import type { Pool } from 'pg';
import type { Transaction } from '#postgres';
import { isSuspended } from '#service';
import type { Caps } from '../../rules/caps.js';

const IS_ANY_DUE = `
  select exists (select from deliveries where status = 'pending' and due_at <= $1::timestamptz) as "isDue"`;

/** Whether anything is, whoever has a turn: by one statement, where {@link nextDue} needs a transaction. */
export async function isAnyDue(pool: Pool, now: Date): Promise<boolean> {
  const { rows } = await pool.query<{ isDue: boolean }>({ name: 'is-any-due', text: IS_ANY_DUE, values: [now] });
  return rows[0]?.isDue === true;
}

/** The operator's mails are few, and nobody's turn. */
const OPERATORS = `
  select id, tenant_id, template, recipient, attempts, due_at, since, made_at, event_count, last_event_at
    from deliveries
   where status = 'pending'
     and tenant_id is null
     and due_at <= $1::timestamptz
   order by due_at
   limit 1
     for update skip locked`;

/**
 * Tenants that have something to send and something left of their rate; who was last served longest ago first. Mails of a tenant
 * that is suspended are held. One look into
 * the index for each tenant that has anything pending, however much of it there is.
 */
const TURNS = `
  with recursive pending as (
    (select tenant_id
       from deliveries
      where status = 'pending' and tenant_id is not null
      order by tenant_id
      limit 1)
     union all
    select (select d.tenant_id
              from deliveries d
             where d.status = 'pending' and d.tenant_id > p.tenant_id
             order by d.tenant_id
             limit 1)
      from pending p
     where p.tenant_id is not null
  )
  select p.tenant_id
    from pending p
    left join turns t
      on t.tenant_id = p.tenant_id
   where p.tenant_id is not null
     and not ${isSuspended('p.tenant_id')}
     and (t.tenant_id is null
          or t.tokens + greatest(0, extract(epoch from $1::timestamptz - t.refilled_at)) / 60 * $2::float8 >= 1)
     and exists (select
                   from deliveries d
                  where d.status = 'pending' and d.tenant_id = p.tenant_id and d.due_at <= $1::timestamptz)
   order by coalesce(t.last_at, '-infinity'), p.tenant_id
   limit 8`;

const OLDEST = `
  select id, tenant_id, template, recipient, attempts, due_at, since, made_at, event_count, last_event_at
    from deliveries
   where status = 'pending'
     and tenant_id = $2::uuid
     and due_at <= $1::timestamptz
   order by due_at
   limit 1
     for update skip locked`;

/** Locks the tenant's row: its mails of two processes are counted one after the other. */
const TAKE_TURN = `
  insert into turns as t (tenant_id, last_at, tokens, refilled_at)
  values ($1::uuid, $2::timestamptz, $3::float8, $2::timestamptz)
      on conflict (tenant_id) do update
     set last_at = greatest(t.last_at, excluded.last_at),
         tokens = least($3::float8,
                        t.tokens + greatest(0, extract(epoch from $2::timestamptz - t.refilled_at)) / 60 * $3::float8),
         refilled_at = greatest(t.refilled_at, excluded.refilled_at)`;

const SPEND = `
  update turns
     set tokens = tokens - 1
   where tenant_id = $1::uuid`;

export interface DueRow {
  readonly id: string;
  readonly tenant_id: string | null;
  readonly template: string;
  readonly recipient: string;
  readonly attempts: number;
  readonly due_at: Date;
  readonly since: Date;
  readonly made_at: Date;
  readonly event_count: number;
  readonly last_event_at: Date;
}

/** The next delivery that is due, by turns of the tenants; locked until the transaction ends, and so is its tenant's turn. */
export async function nextDue(tx: Transaction, now: Date, caps: Caps): Promise<DueRow | null> {
  const operators = await tx.query<DueRow>({ name: 'next-operators', text: OPERATORS }, [now]);
  if (operators.rows[0] !== undefined) return operators.rows[0];
  const values = [now, caps.tenantPerMinute];
  const { rows } = await tx.query<{ tenant_id: string }>({ name: 'next-turns', text: TURNS }, values);
  for (const { tenant_id: tenantId } of rows) {
    const oldest = await tx.query<DueRow>({ name: 'oldest-due', text: OLDEST }, [now, tenantId]);
    const [due] = oldest.rows;
    if (due === undefined) continue;
    await tx.query({ name: 'take-turn', text: TAKE_TURN }, [tenantId, now, caps.tenantPerMinute]);
    return due;
  }
  return null;
}

/** One attempt of the tenant's rate. */
export async function spendTurn(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query({ name: 'spend-turn', text: SPEND }, [tenantId]);
}
