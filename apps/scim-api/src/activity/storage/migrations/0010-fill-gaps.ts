import { migration } from '#postgres';

const ROLE = 'rollcall_activity';
const SAFE = 'security definer set search_path = pg_catalog, public, pg_temp';

/** What is filled in from events: of a change they do not say the method. */
export const FillGaps0010 = migration('FillGaps1764000000010', () => [
  `alter table requests alter column method drop not null`,
  FILL,
  FILLED,
  ...['fill_activity(json)', 'filled_gap(uuid)'].flatMap((name) => [
    `revoke all on function ${name} from public`,
    `grant execute on function ${name} to ${ROLE}`,
  ]),
]);

/** By request id: the time of an event is not that of its request. Twice at once it is the same row. */
const FILL = `
  create function fill_activity(lines json)
    returns void language sql volatile ${SAFE}
    as $$
      with added as (
        insert into requests (tenant_id, time, request_id, operation, connection_id, credential_id, method, path, status,
                              outcome, code, place, resource_type, resource_id, user_name, user_name_key, external_id,
                              version, event_id, topic, changed)
        select n, t, q, coalesce(o, -1), c, k, m, p, s, d, code, l, rt, r, u, left(lower(u), 200), x, v, e, g, h
          from json_to_recordset(lines) as line
               (n uuid, t timestamptz, q uuid, o integer, c uuid, k uuid, m text, p text, s smallint, d text, code text,
                l text, rt text, r text, u text, x text, v integer, e uuid, g text, h text)
         where t >= date_trunc('day', now(), 'UTC') - interval '1 day'
           and t < date_trunc('day', now(), 'UTC') + interval '3 days'
           and not exists (
             select
               from requests there
              where there.tenant_id = n
                and there.request_id = q
                and there.operation = coalesce(o, -1))
        on conflict do nothing
        returning tenant_id, time, 400 + length(path) + coalesce(length(changed), 0) as bytes)
      insert into stored as s (tenant_id, hour, requests, bytes)
      select tenant_id, date_trunc('hour', time), count(*), sum(bytes)
        from added
       group by 1, 2
       order by 1, 2
      on conflict (tenant_id, hour) do update
         set requests = s.requests + excluded.requests,
             bytes = s.bytes + excluded.bytes
    $$`;

const FILLED = `
  create function filled_gap(recorder uuid)
    returns void language sql volatile ${SAFE}
    as $$
      update gaps set filled_at = now() where recorder_id = recorder
    $$`;
