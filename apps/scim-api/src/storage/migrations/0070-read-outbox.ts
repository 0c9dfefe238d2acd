import { migration } from '#postgres';

const SCIM = 'rollcall_scim';

/** Records that are looked at for who wrote in a time, the newest: some minutes of the most that is written. */
const MOST_LOOKED_AT = 200_000;

/**
 * What was decided, for who shows it: one tenant's at a time, as its people are read. Whose records a time has is asked across
 * tenants, and answered with ids alone.
 */
export const ReadOutbox0070 = migration('ReadOutbox1764000000070', () => [
  `create policy outbox_read on outbox for select to ${SCIM}
     using (tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid)`,
  `grant select on outbox to ${SCIM}`,
  // Ids ascend with time, nearly: there is no index on the time.
  `create function tenants_in_outbox(since timestamptz, until timestamptz)
     returns table (tenant_id uuid, first bigint, last bigint)
     language sql stable security definer set search_path = pg_catalog, pg_temp
     as $$
       select n.tenant_id, min(n.id), max(n.id)
         from (select o.id, o.tenant_id, o.recorded_at
                 from public.outbox o
                order by o.id desc
                limit ${MOST_LOOKED_AT}) n
        where n.recorded_at >= since
          and n.recorded_at <= until
        group by n.tenant_id
        order by n.tenant_id
     $$`,
  `revoke all on function tenants_in_outbox(timestamptz, timestamptz) from public`,
  `grant execute on function tenants_in_outbox(timestamptz, timestamptz) to ${SCIM}`,
]);
