import { migration, readByTenant } from '#postgres';

const ROLE = 'rollcall_activity';
const SAFE = 'security definer set search_path = pg_catalog, public, pg_temp';

/**
 * Cycles of a connection, made of its requests once it is quiet, and kept when those are gone; and what a cycle tells of people
 * whom the two sides see differently.
 */
export const Cycles0011 = migration('Cycles1764000000011', () => [
  ...TABLES,
  PROBE,
  COUNTS,
  TOUCH,
  `create trigger requests_touch after insert on requests referencing new table as added
     for each statement execute function touch_contacts()`,
  QUIET,
  FOLD,
  DRIFT,
  `revoke all on function touch_contacts() from public`,
  ...[
    'is_probe(requests)',
    'count_cycle(uuid, uuid, timestamptz, timestamptz, integer)',
    'quiet_contacts(integer)',
    'fold_cycles(uuid, uuid, integer, integer)',
    'note_drift(uuid, uuid, text, json, boolean)',
  ].flatMap((name) => [`revoke all on function ${name} from public`, `grant execute on function ${name} to ${ROLE}`]),
  ...['contacts', 'cycles', 'drift'].flatMap((table) => readByTenant('public', table, ROLE)),
]);

const COUNTED = [
  'requests',
  'people',
  'created',
  'updated',
  'disabled',
  'reactivated',
  'deleted',
  'refused',
  'failed',
  'unchanged',
];

const TABLES = [
  // A row a connection: its requests from `open_since` on are in no cycle yet.
  `create table contacts (
     tenant_id uuid not null,
     connection_id uuid not null,
     open_since timestamptz(3),
     last_at timestamptz(3) not null,
     folded_to timestamptz(3),
     tried_at timestamptz,
     primary key (tenant_id, connection_id)
   ) with (fillfactor = 50)`,
  `create table cycles (
     tenant_id uuid not null,
     connection_id uuid not null,
     began_at timestamptz(3) not null,
     ended_at timestamptz(3) not null,
     kind text not null check (kind in ('test', 'on demand', 'full', 'incremental')),
     known integer not null,
     ${COUNTED.map((name) => `${name} integer not null`).join(',\n     ')},
     primary key (tenant_id, connection_id, began_at)
   )`,
  // Few are: who looks for them reads no others.
  `create index requests_unchanged on requests (tenant_id, connection_id, time) where outcome = 'unchanged'`,
  `create table drift (
     tenant_id uuid not null,
     connection_id uuid not null,
     kind text not null check (kind in ('not-seen', 'resent', 'back-and-forth', 'unknown-here')),
     resource_id text not null,
     path text not null default '',
     since timestamptz(3) not null,
     last_at timestamptz(3) not null,
     times integer not null,
     primary key (tenant_id, connection_id, kind, resource_id, path)
   )`,
  ...['contacts', 'cycles', 'drift'].map((table) => `alter table ${table} enable row level security`),
];

/** Entra asks for a random name when a connection is tested, and when a cycle begins: nobody has it. */
const PROBE = `
  create function is_probe(r requests)
    returns boolean language sql immutable
    as $$
      select r.method = 'GET' and r.matched = 0 and r.resource_type = 'User'
         and r.user_name ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'
    $$`;

/** Of a time of a connection, by the rights of who asks. `unchanged`: was looked at or written, and stayed as it was. */
const COUNTS = `
  create function count_cycle(of_tenant uuid, of_connection uuid, since timestamptz, until timestamptz, known integer)
    returns table (kind text, ${COUNTED.map((name) => `${name} integer`).join(', ')})
    language sql stable
    as $$
      with counted as (
        select count(*) filter (where r.operation < 0) as requests,
               count(*) filter (where not is_probe(r)) as others,
               count(distinct r.resource_id) filter (where r.resource_type = 'User' and r.outcome <> 'refused') as people,
               count(distinct r.resource_id) filter (where r.resource_type = 'Group') as groups,
               count(distinct r.user_name_key) filter (where not is_probe(r)) as names,
               count(distinct r.external_id) as external_ids,
               count(*) filter (where r.outcome = 'created') as created,
               count(*) filter (where r.outcome = 'updated') as updated,
               count(*) filter (where r.outcome = 'disabled') as disabled,
               count(*) filter (where r.outcome = 'reactivated') as reactivated,
               count(*) filter (where r.outcome = 'deleted') as deleted,
               count(*) filter (where r.outcome = 'refused') as refused,
               count(*) filter (where r.outcome = 'failed') as failed,
               count(distinct r.resource_id) filter (where r.outcome <> 'refused')
                 - count(distinct r.resource_id) filter (
                     where r.outcome in ('created', 'updated', 'disabled', 'reactivated', 'deleted')) as unchanged
          from requests r
         where r.tenant_id = of_tenant
           and r.connection_id = of_connection
           and r.time >= since
           and r.time <= until)
      select case when c.others = 0 then 'test'
                  when c.groups = 0 and greatest(c.people, c.names, c.external_ids) = 1 then 'on demand'
                  when known > 0 and c.people >= 0.8 * known then 'full'
                  else 'incremental' end,
             ${COUNTED.map((name) => `c.${name}::integer`).join(', ')}
        from counted c
    $$`;

/** What comes late of a cycle that is over is not counted. */
const TOUCH = `
  create function touch_contacts()
    returns trigger language plpgsql ${SAFE}
    as $$
    begin
      insert into contacts as c (tenant_id, connection_id, open_since, last_at)
      select tenant_id, connection_id, min(time), max(time)
        from added
       group by 1, 2
       order by 1, 2
      on conflict (tenant_id, connection_id) do update
         set open_since = case when excluded.last_at <= c.folded_to then c.open_since
                               else greatest(least(c.open_since, excluded.open_since), c.folded_to + interval '1 millisecond') end,
             last_at = greatest(c.last_at, excluded.last_at);
      return null;
    end
    $$`;

/** Connections whose last request is long enough ago, and once an hour those that never are quiet. */
const QUIET = `
  create function quiet_contacts(quiet_ms integer)
    returns table (tenant_id uuid, connection_id uuid) language sql volatile ${SAFE}
    as $$
      delete from cycles c where c.ended_at < now() - interval '400 days';
      delete from drift d where d.last_at < now() - interval '30 days';
      select c.tenant_id, c.connection_id
        from contacts c
       where c.open_since is not null
         and (c.last_at < now() - make_interval(secs => (quiet_ms + 3000) / 1000.0)
              or (c.open_since < now() - interval '1 hour' and coalesce(c.tried_at < now() - interval '1 hour', true)))
       order by c.last_at
       limit 100
    $$`;

/**
 * A cycle begins with the first request after `quiet_ms`, or with a probe after half of that. One that is under way is left
 * open, and so is what comes meanwhile. One process at a time: what another has kept is not counted anew.
 */
const FOLD = `
  create function fold_cycles(of_tenant uuid, of_connection uuid, quiet_ms integer, known integer)
    returns setof cycles language plpgsql volatile ${SAFE}
    as $$
    declare
      contact contacts;
      one record;
      still_open timestamptz;
      quiet interval := make_interval(secs => quiet_ms / 1000.0);
    begin
      if not pg_try_advisory_xact_lock(7301, hashtext(of_connection::text)) then return; end if;
      select * into contact from contacts c where c.tenant_id = of_tenant and c.connection_id = of_connection;
      if contact.open_since is null then return; end if;
      for one in
        with requested as (
          select r.time, is_probe(r) as is_probe, r.time - lag(r.time) over (order by r.time) as pause
            from requests r
           where r.tenant_id = of_tenant
             and r.connection_id = of_connection
             and r.operation < 0
             and r.time >= contact.open_since
             and r.time <= contact.last_at),
        numbered as (
          select time, count(*) filter (where pause > quiet or (is_probe and pause > quiet / 2)) over (order by time) as number
            from requested)
        select min(time) as began, max(time) as ended from numbered group by number order by number
      loop
        if one.ended >= now() - quiet and one.ended = contact.last_at then
          still_open := one.began;
        else
          return query
            insert into cycles (tenant_id, connection_id, began_at, ended_at, known, kind, ${COUNTED.join(', ')})
            select of_tenant, of_connection, one.began, one.ended, known, c.*
              from count_cycle(of_tenant, of_connection, one.began, one.ended, known) c
            on conflict do nothing
            returning *;
        end if;
      end loop;
      update contacts c
         set open_since = case when still_open is not null then still_open
                               when c.last_at > contact.last_at then contact.last_at + interval '1 millisecond' end,
             folded_to = coalesce(still_open - interval '1 millisecond', contact.last_at),
             tried_at = now()
       where c.tenant_id = of_tenant and c.connection_id = of_connection;
    end
    $$`;

/** Where it is all that is known of this kind, the rest is over; since when stays. */
const DRIFT = `
  create function note_drift(of_tenant uuid, of_connection uuid, of_kind text, seen json, is_all boolean)
    returns void language plpgsql volatile ${SAFE}
    as $$
    begin
      delete from drift d
       where is_all
         and d.tenant_id = of_tenant
         and d.connection_id = of_connection
         and d.kind = of_kind
         and not exists (
           select from json_to_recordset(seen) as f (id text, path text)
            where f.id = d.resource_id and coalesce(f.path, '') = d.path);
      insert into drift as d (tenant_id, connection_id, kind, resource_id, path, since, last_at, times)
      select of_tenant, of_connection, of_kind, f.id, coalesce(f.path, ''), f.since, f.last, f.times
        from json_to_recordset(seen) as f (id text, path text, since timestamptz, last timestamptz, times integer)
      on conflict (tenant_id, connection_id, kind, resource_id, path) do update
         set since = least(d.since, excluded.since),
             last_at = excluded.last_at,
             times = excluded.times;
    end
    $$`;
