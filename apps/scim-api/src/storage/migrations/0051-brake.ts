import { migration } from '#postgres';

const SCIM = 'rollcall_scim';
const ADMIN = 'rollcall_admin';

/**
 * What stops a connection that disables or deletes more people than anybody meant to: its settings and its state, and what
 * was counted, by the minute. Who has no row has the default settings: a connection of an earlier release, too.
 */
export const Brake0051 = migration('Brake1764000000051', () => [...TABLES, ...FUNCTIONS]);

const TABLES = [
  `create table brakes (
     connection_id uuid primary key references connections,
     tenant_id uuid not null references tenants,
     mode text not null default 'refuse' check (mode in ('refuse', 'tell', 'off')),
     percent integer not null default 15 check (percent between 1 and 100),
     people integer not null default 500 check (people > 0),
     at_least integer not null default 50 check (at_least >= 0),
     active_people integer,
     engaged_at timestamptz(3),
     upheld_at timestamptz(3),
     last_held_at timestamptz(3),
     held bigint not null default 0,
     released_until timestamptz(3),
     released_people uuid[] not null default '{}',
     people_released_until timestamptz(3)
   ) with (fillfactor = 50)`,
  `create table brake_minutes (
     connection_id uuid not null,
     minute timestamptz not null,
     people integer not null,
     members integer not null,
     primary key (connection_id, minute)
   ) with (fillfactor = 50)`,
  ...['brakes', 'brake_minutes'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_admin on ${table} to ${ADMIN} using (true) with check (true)`,
  ]),
  `grant select, insert on brakes to ${ADMIN}`,
  `grant update (mode, percent, people, at_least, active_people, engaged_at, upheld_at, released_until, released_people,
                 people_released_until) on brakes to ${ADMIN}`,
  `grant select on brake_minutes to ${ADMIN}`,
];

// The row is locked, so two replicas count one after the other; one that is off is not. Each statement of the function sees
// what was committed before it began, so what is counted is read behind the lock. How many are active is asked once, for
// the hour's first who is counted, and no further than where `people` is the smaller limit: 3,334 rows by default. A minute counts until its last
// second is an hour ago.
const FUNCTIONS = [
  `create function take_brake(of_connection uuid)
     returns table (mode text, most integer, people integer, members integer, is_engaged boolean, is_upheld boolean,
                    is_released boolean, released uuid[])
     language plpgsql security definer set search_path = pg_catalog, public
     as $$
     declare
       brake public.brakes;
       scope uuid := nullif(current_setting('rollcall.tenant', true), '')::uuid;
       moment timestamptz;
     begin
       select * into brake from public.brakes b where b.connection_id = of_connection and b.tenant_id = scope;
       if not found then
         insert into public.brakes (connection_id, tenant_id)
         select c.id, c.tenant_id from public.connections c where c.id = of_connection and c.tenant_id = scope
             on conflict do nothing;
       end if;
       if brake.mode is distinct from 'off' then
         select * into brake from public.brakes b
          where b.connection_id = of_connection and b.tenant_id = scope for no key update;
       end if;
       if brake.mode is null or brake.mode = 'off' then return; end if;
       moment := clock_timestamp();
       select coalesce(sum(m.people), 0), coalesce(sum(m.members), 0) into take_brake.people, take_brake.members
         from public.brake_minutes m
        where m.connection_id = of_connection and m.minute > moment - interval '61 minutes';
       if take_brake.people = 0 or brake.active_people is null then
         select take_brake.people + count(*) into brake.active_people
           from (select from public.users u
                  where u.tenant_id = scope and u.active
                  limit ceil(brake.people * 100.0 / brake.percent)::bigint) as counted;
         update public.brakes b set active_people = brake.active_people where b.connection_id = of_connection;
       end if;
       mode := brake.mode;
       most := greatest(brake.at_least, least(brake.people, brake.active_people::bigint * brake.percent / 100));
       is_upheld := brake.upheld_at is not null;
       is_engaged := brake.engaged_at is not null
         and (is_upheld or brake.last_held_at > moment - interval '60 minutes');
       is_released := coalesce(brake.released_until > moment, false);
       released := case when brake.people_released_until > moment then brake.released_people else '{}' end;
       return next;
     end
     $$`,
  `create function note_brake(of_connection uuid, ended integer, removed integer, refused integer)
     returns void
     language plpgsql security definer set search_path = pg_catalog, public
     as $$
     declare
       scope uuid := nullif(current_setting('rollcall.tenant', true), '')::uuid;
       moment timestamptz := clock_timestamp();
     begin
       if not exists (select from public.brakes b where b.connection_id = of_connection and b.tenant_id = scope) then
         return;
       end if;
       if ended + removed > 0 then
         insert into public.brake_minutes as m values (of_connection, date_trunc('minute', moment), ended, removed)
             on conflict (connection_id, minute)
             do update set people = m.people + excluded.people, members = m.members + excluded.members;
         delete from public.brake_minutes m
          where m.connection_id = of_connection and m.minute < moment - interval '2 hours';
       end if;
       if refused > 0 then
         update public.brakes b
            set engaged_at = case when b.upheld_at is not null or b.last_held_at > moment - interval '60 minutes'
                                  then coalesce(b.engaged_at, moment) else moment end,
                held = case when b.engaged_at is null then refused else b.held + refused end,
                last_held_at = moment
          where b.connection_id = of_connection;
       end if;
     end
     $$`,
  ...['take_brake(uuid)', 'note_brake(uuid, integer, integer, integer)'].flatMap((name) => [
    `revoke all on function ${name} from public`,
    `grant execute on function ${name} to ${SCIM}`,
  ]),
];
