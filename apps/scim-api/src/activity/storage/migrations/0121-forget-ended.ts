import { migration } from '#postgres';

const SAFE = 'security definer set search_path = pg_catalog, public, pg_temp';

/**
 * What comes of a tenant after its end is not kept: a process holds lines for a second, or for as long as this database is away,
 * and what is read of a cycle is stored after it. *After* the rows are in, so that the transaction has its number before it asks
 * who has ended: `erase_tenant` finishes only when those that may have asked before the end have ended themselves.
 */
export const ForgetEnded0121 = migration('ForgetEnded1764000000121', () => [
  `create function forget_ended()
     returns trigger language plpgsql ${SAFE}
     as $$
     begin
       if exists (select from added a join public.ended_tenants e using (tenant_id)) then
         execute format('delete from public.%I t
                          using public.ended_tenants e
                          where e.tenant_id = any ($1) and t.tenant_id = e.tenant_id', tg_table_name)
           using array(select distinct tenant_id from added);
       end if;
       return null;
     end
     $$`,
  `revoke all on function forget_ended() from public`,
  // In the order of their names: who is touched by a request is forgotten with it.
  ...['requests', 'stored', 'dropped', 'contacts', 'cycles', 'drift', 'kept_since'].map(
    (table) =>
      `create trigger ${table}_forget after insert on ${table} referencing new table as added
         for each statement execute function forget_ended()`,
  ),
]);
