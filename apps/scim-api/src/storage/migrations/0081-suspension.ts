import { migration } from '#postgres';

/**
 * A tenant that is suspended: no credential of it lets anybody in. What asks for a connection's pause gets no row then, and
 * has found nobody. When its standing changed last is kept, so that the next change is told with a later time.
 */
export const Suspension0081 = migration('Suspension1764000000081', () => [
  `alter table tenants
     add column suspended_at timestamptz(3),
     add column standing_at timestamptz(3)`,
  `create or replace function connection_pause(of_connection uuid)
     returns table (paused_at timestamptz, paused_by text)
     language sql stable security definer set search_path = pg_catalog, pg_temp
     as $$
       select c.paused_at, c.paused_by
         from public.connections c
         join public.tenants t on t.id = c.tenant_id
        where c.id = of_connection
          and t.suspended_at is null
     $$`,
]);
