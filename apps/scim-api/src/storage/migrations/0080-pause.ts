import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';
const SCIM = 'rollcall_scim';

/**
 * The life of a connection: it is paused, and may then be removed. What is removed keeps its row, with its name, and no way in:
 * its methods are off, which ends access tokens. When it was last in use stands with the credential, or here where it has none.
 */
export const Pause0080 = migration('Pause1764000000080', () => [...COLUMNS, PAUSE, NOTE_USE, PEOPLE, LAG, ...RIGHTS]);

const COLUMNS = [
  `alter table connections
     add column paused_at timestamptz(3),
     add column paused_by text,
     add column pause_reason text,
     add column reminded_at timestamptz(3),
     add column removed_at timestamptz(3),
     add column last_contact_at timestamptz(3),
     add check ((paused_at is null) = (paused_by is null)),
     add check (removed_at is null or paused_at is not null and methods = '{}')`,
  `create index connections_paused on connections (paused_at) where paused_at is not null and removed_at is null`,
  `grant update (paused_at, paused_by, pause_reason, reminded_at, removed_at) on connections to ${ADMIN}`,
];

// A function of its own beside find_credential: what a release before this one calls answers as ever while it is replaced.
const PAUSE = `
  create function connection_pause(of_connection uuid)
    returns table (paused_at timestamptz, paused_by text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
    as $$
      select c.paused_at, c.paused_by from public.connections c where c.id = of_connection
    $$`;

// A connection stands in for the credential that its client has none of; an id is of one of them.
const NOTE_USE = `
  create or replace function note_credential_use(used uuid, from_network text)
    returns void
    language sql security definer set search_path = pg_catalog, public
    as $$
      update public.credentials
         set last_used_at = now(), last_used_from = from_network
       where id = used
         and (last_used_at is null or last_used_at < now());
      update public.connections
         set last_contact_at = now()
       where id = used
         and (last_contact_at is null or last_contact_at < now())
    $$`;

const PEOPLE = `
  create function count_people(of_tenant uuid)
    returns table (active bigint, everybody bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp
    as $$
      select (select count(*) from public.users u where u.tenant_id = of_tenant and u.active),
             (select coalesce(sum(c.total), 0)::bigint
                from public.resource_counts c
               where c.tenant_id = of_tenant and c.resource_type = 'User')
    $$`;

const LAG = `
  create function unpublished_events(of_tenant uuid)
    returns table (events bigint, oldest timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp
    as $$
      select waiting.events, o.recorded_at
        from (select count(*) as events, min(u.id) as first
                from public.outbox_unpublished u
               where u.tenant_id = of_tenant) as waiting
        left join public.outbox o on o.id = waiting.first
    $$`;

const OF_ADMIN = 'count_people(uuid), unpublished_events(uuid)';
const RIGHTS = [
  `revoke all on function connection_pause(uuid), ${OF_ADMIN} from public`,
  `grant execute on function connection_pause(uuid) to ${SCIM}`,
  `grant execute on function ${OF_ADMIN} to ${ADMIN}`,
];
