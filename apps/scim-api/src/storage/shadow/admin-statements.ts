import type { QueryConfig } from 'pg';
import type { Connection } from '../../tenants/connection.js';

// Of the admin role; rare statements: none is prepared by name.

/** The tenant is locked: of two that are made at once, the second sees the first. */
export function findShadow(tenantId: string): QueryConfig {
  return { text: FIND_SHADOW, values: [tenantId] };
}
const FIND_SHADOW = `
  select 1
    from shadows
   where tenant_id = $1::uuid`;

export function insertShadow({ id, tenantId, createdAt }: Connection): QueryConfig {
  return { text: INSERT_SHADOW, values: [tenantId, id, createdAt] };
}
const INSERT_SHADOW = `
  insert into shadows (tenant_id, connection_id, started_at)
  values ($1::uuid, $2::uuid, $3::timestamptz)`;

/** Forgets what a shadow holds. @param isOver it is none from then on; else it begins anew */
export function clearShadow(tenantId: string, isOver: boolean): QueryConfig {
  return { text: CLEAR_SHADOW, values: [tenantId, isOver] };
}
const CLEAR_SHADOW = `
  select clear_shadow($1::uuid, $2::boolean)`;

export interface GoingLiveAsked {
  readonly tenantId: string;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
  readonly requestId: string;
}

/** Its own writes wait for this lock, and are refused behind it. */
export function beginGoingLive({ tenantId, at, by, reason, requestId }: GoingLiveAsked): QueryConfig {
  return { text: BEGIN, values: [tenantId, at, by, reason, requestId] };
}
const BEGIN = `
  update shadows
     set state = 'going-live', asked_at = $2::timestamptz, asked_by = $3::text, reason = $4::text, request_id = $5::text,
         leased_until = null
   where tenant_id = $1::uuid
     and state = 'open'
  returning begin_counting(tenant_id)`;

/** A shadow that goes live, and that nobody is at. */
export interface LeasedShadow {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly requestId: string;
}

// Of a tenant that is suspended, and through a connection that is paused, nothing is written.
const MAY_WRITE = `exists (select
                               from connections c
                               join tenants t on t.id = c.tenant_id
                              where c.id = shadows.connection_id
                                and c.paused_at is null
                                and t.suspended_at is null)`;

/** Of several replicas one has it, until its lease ends, by the database's clock. */
export function leaseShadow(seconds: number): QueryConfig {
  return { text: LEASE, values: [seconds] };
}
const LEASE = `
  update shadows
     set leased_until = clock_timestamp() + make_interval(secs => $1::float8)
   where tenant_id = (select tenant_id
                        from shadows
                       where state = 'going-live'
                         and (leased_until is null or leased_until < clock_timestamp())
                         and ${MAY_WRITE}
                       order by leased_until nulls first
                       limit 1
                         for no key update skip locked)
  returning tenant_id as "tenantId", connection_id as "connectionId", request_id as "requestId"`;

/** Whether it goes live still, by the same asking, and may; the lease is as long again. */
export function renewLease({ tenantId, requestId }: LeasedShadow, seconds: number): QueryConfig {
  return { text: RENEW, values: [tenantId, requestId, seconds] };
}
const RENEW = `
  update shadows
     set leased_until = clock_timestamp() + make_interval(secs => $3::float8)
   where tenant_id = $1::uuid
     and request_id = $2::text
     and state = 'going-live'
     and ${MAY_WRITE}`;
