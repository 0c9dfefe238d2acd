import type { QueryConfig } from 'pg';
import type { TenantEnd } from '../tenants/tenant-end.js';

const END = `tenant_id as "tenantId", asked_at as "askedAt", actor, reason, due_at as "dueAt", ended_at as "endedAt",
         settings_version as "settingsVersion"`;

export function findEnd(tenantId: string): QueryConfig {
  return { text: `select ${END} from tenant_ends where tenant_id = $1::uuid`, values: [tenantId] };
}

export function insertEnd({ tenantId, askedAt, actor, reason, dueAt }: TenantEnd): QueryConfig {
  return { text: INSERT_END, values: [tenantId, askedAt, JSON.stringify(actor), reason, dueAt] };
}
const INSERT_END = `
  insert into tenant_ends (tenant_id, asked_at, actor, reason, due_at)
  values ($1::uuid, $2::timestamptz, $3::json, $4::text, $5::timestamptz)`;

/** Nothing where it has come. */
export function deleteEnd(tenantId: string): QueryConfig {
  return { text: DELETE_END, values: [tenantId] };
}
const DELETE_END = `
  delete from tenant_ends
   where tenant_id = $1::uuid
     and ended_at is null
  returning ${END}`;

/** The one that waits longest. */
export function firstDue(now: Date): QueryConfig {
  return { text: FIRST_DUE, values: [now] };
}
const FIRST_DUE = `
  select tenant_id as "tenantId"
    from tenant_ends
   where ended_at is null
     and due_at <= $1::timestamptz
   order by due_at
   limit 1`;

/** Of several replicas that found it due one changes the row: the others waited for the tenant's, and find it changed. */
export function comeTrue(tenantId: string, now: Date, settingsVersion: number): QueryConfig {
  return { text: COME_TRUE, values: [tenantId, now, settingsVersion] };
}
const COME_TRUE = `
  update tenant_ends
     set ended_at = $2::timestamptz,
         settings_version = $3::int
   where tenant_id = $1::uuid
     and ended_at is null
     and due_at <= $2::timestamptz
  returning ${END}`;
