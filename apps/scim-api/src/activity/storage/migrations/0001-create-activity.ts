import { migration, readByTenant } from '#postgres';

const ROLE = 'rollcall_activity';

/**
 * Requests in a partition a day, which is made and dropped by `keep_days`: nothing is deleted row by row but of a tenant with
 * too many. The role writes by functions alone, whose owner knows no tenant, and reads under row-level security.
 */
export const CreateActivity0001 = migration('CreateActivity1764000000001', () => [...TABLES, ...FUNCTIONS, ...RIGHTS]);

// `operation` is the index in a bulk, -1 of a request itself. No index has a value that row-level security could leak.
const TABLES = [
  `create table requests (
     tenant_id uuid not null,
     time timestamptz(3) not null,
     request_id uuid not null,
     operation integer not null,
     connection_id uuid not null,
     credential_id uuid,
     method text not null,
     path text not null,
     status smallint not null,
     ms real,
     outcome text not null,
     code text,
     place text,
     resource_type text,
     resource_id text,
     user_name text,
     user_name_key text,
     external_id text,
     matched integer,
     version integer,
     event_id uuid,
     topic text,
     changed text,
     primary key (tenant_id, time, request_id, operation)
   ) partition by range (time)`,
  `create index requests_request on requests (tenant_id, request_id)`,
  `create index requests_name on requests (tenant_id, user_name_key, time) where user_name_key is not null`,
  `create index requests_resource on requests (tenant_id, resource_id, time) where resource_id is not null`,
  `create index requests_code on requests (tenant_id, code, time) where code is not null`,
  // How much each tenant has, without counting it.
  `create table stored (
     tenant_id uuid not null,
     hour timestamptz not null,
     requests bigint not null,
     bytes bigint not null,
     primary key (tenant_id, hour)
   )`,
  // Since when a tenant has its requests, where it had too many.
  `create table kept_since (
     tenant_id uuid primary key,
     since timestamptz not null
   )`,
  `create table dropped (
     tenant_id uuid not null,
     minute timestamptz not null,
     requests integer not null,
     primary key (tenant_id, minute)
   )`,
  // Of each process: everything that ended before `flushed_to` is stored.
  `create table recorders (
     id uuid primary key,
     flushed_to timestamptz not null,
     ended_at timestamptz
   )`,
  // Of one that ended without a word.
  `create table gaps (
     recorder_id uuid primary key,
     began_at timestamptz not null,
     ended_at timestamptz not null,
     filled_at timestamptz
   )`,
  ...['requests', 'stored', 'kept_since', 'dropped'].map((table) => `alter table ${table} enable row level security`),
];

const SAFE = 'security definer set search_path = pg_catalog, public, pg_temp';

/** Under a lock of its own: two processes want the same day at the same moment. */
const KEEP_DAYS = `
  create function keep_days(days integer)
    returns void language plpgsql volatile ${SAFE}
    as $$
    declare
      today timestamptz := date_trunc('day', now(), 'UTC');
      day timestamptz;
      part text;
      former record;
    begin
      perform pg_advisory_xact_lock(7301, 14);
      for at in -1..2 loop
        day := today + make_interval(days => at);
        part := 'requests_' || to_char(day at time zone 'UTC', 'YYYYMMDD');
        if to_regclass('public.' || part) is null then
          execute format('create table public.%I partition of public.requests for values from (%L) to (%L)',
                         part, day, day + interval '1 day');
          execute format('alter table public.%I enable row level security', part);
        end if;
      end loop;
      for former in
        select c.relname
          from pg_inherits i
          join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'public.requests'::regclass
           and c.relname < 'requests_' || to_char((today - make_interval(days => days)) at time zone 'UTC', 'YYYYMMDD')
      loop
        execute format('drop table public.%I', former.relname);
      end loop;
      delete from stored where hour < today - make_interval(days => days);
      delete from dropped where minute < today - make_interval(days => days);
      delete from gaps g where g.ended_at < today - make_interval(days => days);
      delete from recorders r where r.ended_at < today - make_interval(days => days);
    end
    $$`;

/**
 * A process's lines, what it had to drop, and up to when that is all of it. A line that is there already is the same one, sent
 * again because its answer was lost; one of a day that is not kept has no place.
 */
const RECORD = `
  create function record_activity(lines json, drops json, recorder uuid, flushed timestamptz)
    returns void language plpgsql volatile ${SAFE}
    as $$
    begin
      with added as (
        insert into requests (tenant_id, time, request_id, operation, connection_id, credential_id, method, path, status, ms,
                              outcome, code, place, resource_type, resource_id, user_name, user_name_key, external_id,
                              matched, version, event_id, topic, changed)
        select n, t, q, coalesce(o, -1), c, k, m, p, s, ms, d, code, l, rt, r, u, left(lower(u), 200), x, f, v, e, g, h
          from json_to_recordset(lines) as line
               (n uuid, t timestamptz, q uuid, o integer, c uuid, k uuid, m text, p text, s smallint, ms real, d text,
                code text, l text, rt text, r text, u text, x text, f integer, v integer, e uuid, g text, h text)
         where t >= date_trunc('day', now(), 'UTC') - interval '1 day'
           and t < date_trunc('day', now(), 'UTC') + interval '3 days'
        on conflict do nothing
        returning tenant_id, time, 400 + length(path) + coalesce(length(changed), 0) as bytes)
      insert into stored as s (tenant_id, hour, requests, bytes)
      select tenant_id, date_trunc('hour', time), count(*), sum(bytes)
        from added
       group by 1, 2
       order by 1, 2
      on conflict (tenant_id, hour) do update
         set requests = s.requests + excluded.requests,
             bytes = s.bytes + excluded.bytes;
      insert into dropped as d (tenant_id, minute, requests)
      select n, m, r
        from json_to_recordset(drops) as drop (n uuid, m timestamptz, r integer)
       order by n, m
      on conflict (tenant_id, minute) do update
         set requests = d.requests + excluded.requests;
      insert into recorders (id, flushed_to)
      values (recorder, flushed)
      on conflict (id) do update
         set flushed_to = excluded.flushed_to,
             ended_at = null;
      delete from gaps where recorder_id = recorder and filled_at is null;
    end
    $$`;

const END = `
  create function end_recorder(recorder uuid)
    returns void language sql volatile ${SAFE}
    as $$
      update recorders set ended_at = now() where id = recorder
    $$`;

/** Whoever looks first names the gap: the process that looks next finds an end. */
const FIND_GAPS = `
  create function find_gaps(silent_seconds integer)
    returns setof gaps language sql volatile ${SAFE}
    as $$
      with silent as (
        update recorders
           set ended_at = now()
         where ended_at is null
           and flushed_to < now() - make_interval(secs => silent_seconds)
        returning id, flushed_to)
      insert into gaps (recorder_id, began_at, ended_at)
      select id, flushed_to, now()
        from silent
      on conflict (recorder_id) do nothing
      returning *
    $$`;

/**
 * Of tenants that have more: the oldest day is over for them at once, and is deleted in pieces; of one who has but today, the
 * oldest hour. Returns how many requests went, for the caller to go on.
 */
const TRIM = `
  create function trim_activity(most_requests bigint, most_bytes bigint, piece integer)
    returns bigint language plpgsql volatile ${SAFE}
    as $$
    declare
      large record;
      gone bigint := 0;
      went bigint;
    begin
      if not pg_try_advisory_xact_lock(7301, 15) then return 0; end if;
      insert into kept_since as k (tenant_id, since)
      select tenant_id,
             case when min(hour) < date_trunc('day', now(), 'UTC')
                  then date_trunc('day', min(hour), 'UTC') + interval '1 day'
                  else min(hour) + interval '1 hour' end
        from stored
       group by tenant_id
      having sum(requests) > most_requests or sum(bytes) > most_bytes
      on conflict (tenant_id) do update
         set since = greatest(k.since, excluded.since);
      for large in
        select distinct k.tenant_id, k.since
          from kept_since k
          join stored s on s.tenant_id = k.tenant_id and s.hour < k.since
      loop
        with old as (
          select time, request_id, operation
            from requests
           where tenant_id = large.tenant_id and time < large.since
           order by time
           limit piece)
        delete from requests r
         using old
         where r.tenant_id = large.tenant_id
           and (r.time, r.request_id, r.operation) = (old.time, old.request_id, old.operation);
        get diagnostics went = row_count;
        gone := gone + went;
        if went < piece then delete from stored where tenant_id = large.tenant_id and hour < large.since; end if;
      end loop;
      return gone;
    end
    $$`;

const FUNCTIONS = [KEEP_DAYS, RECORD, END, FIND_GAPS, TRIM];
const NAMES = [
  'keep_days(integer)',
  'record_activity(json, json, uuid, timestamptz)',
  'end_recorder(uuid)',
  'find_gaps(integer)',
  'trim_activity(bigint, bigint, integer)',
].join(', ');

const RIGHTS = [
  ...['requests', 'stored', 'kept_since', 'dropped'].flatMap((table) => readByTenant('public', table, ROLE)),
  `grant select on gaps to ${ROLE}`,
  `revoke all on function ${NAMES} from public`,
  `grant execute on function ${NAMES} to ${ROLE}`,
];
