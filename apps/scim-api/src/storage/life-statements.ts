import type { QueryConfig } from 'pg';
import type { ConnectionKey } from '../tenants/admin-store.js';

// Of the admin role; rare statements: none is prepared by name. The connection's row is locked by whoever writes it.

export interface Pausing {
  readonly since: Date;
  readonly by: string;
  readonly reason: string | null;
}

/** null: it is served again. */
export function setPause({ id }: ConnectionKey, pause: Pausing | null): QueryConfig {
  return { text: SET_PAUSE, values: [id, pause?.since, pause?.by, pause?.reason] };
}
const SET_PAUSE = `
  update connections
     set paused_at = $2::timestamptz,
         paused_by = $3::text,
         pause_reason = $4::text,
         reminded_at = null
   where id = $1::uuid`;

/** All that were let in are refused: access tokens end with the methods, by a trigger (migration 0032). */
export function removeConnection({ id }: ConnectionKey, at: Date): QueryConfig {
  return { text: REMOVE_CONNECTION, values: [id, at] };
}
const REMOVE_CONNECTION = `
  update connections
     set removed_at = $2::timestamptz,
         methods = '{}'
   where id = $1::uuid`;

export function revokeAllOf({ id }: ConnectionKey, at: Date): QueryConfig {
  return { text: REVOKE_ALL, values: [id, at] };
}
const REVOKE_ALL = `
  update credentials
     set revoked_at = $2::timestamptz
   where connection_id = $1::uuid
     and revoked_at is null
  returning id`;

export interface Reminded {
  readonly id: string;
  readonly tenantId: string;
  readonly since: Date;
  readonly by: string;
  readonly reason: string | null;
}

/**
 * One connection that has been paused so long that somebody is told, or told again. A second process passes over the row that
 * the first one holds, and finds it reminded afterwards.
 */
export function remindOne(now: Date, afterMs: number): QueryConfig {
  return { text: REMIND_ONE, values: [now, new Date(now.getTime() - afterMs)] };
}
const REMIND_ONE = `
  update connections
     set reminded_at = $1::timestamptz
   where id = (select id
                 from connections
                where paused_at <= $2::timestamptz
                  and removed_at is null
                  and (reminded_at is null or reminded_at <= $2::timestamptz)
                order by paused_at
                limit 1
                  for no key update skip locked)
  returning id, tenant_id as "tenantId", paused_at as since, paused_by as by, pause_reason as reason`;
