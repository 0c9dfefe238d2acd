import { DATABASE, LIVE_SCHEMA } from './database.js';
import { readByScope } from './tenant-policy.js';

/** Beside what is folded, and never folded again: no event tells who was erased. Statements name it, whatever the search path is. */
export const KEPT_SCHEMA = 'kept';

/**
 * Who was erased, and the function that does it. The owner's, because the role that folds may not change what was; it looks for its
 * tables when it is called: whatever a schema that is folded has of a person stands in a table with `tenant_id` and `id`, or in what
 * the consumer set aside of the person's key.
 *
 * While it runs no batch is half done: every transaction of the consumer begins with a row of `consumer_offsets`. Those before have
 * written all that they write, those behind find the id here and pass its events over.
 */
export function erasedTables(): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create schema if not exists ${KEPT_SCHEMA}`,
    `grant usage on schema ${KEPT_SCHEMA} to ${writer}, ${reader}`,
    `create table ${KEPT_SCHEMA}.erased_people (
       tenant_id uuid not null,
       id text collate "C" not null,
       version integer not null,
       erased_at timestamptz(3) not null default now(),
       erased_in xid8 not null default pg_current_xact_id(),
       primary key (tenant_id, id)
     )`,
    `create index erased_people_in_order on ${KEPT_SCHEMA}.erased_people (tenant_id, erased_in, id)`,
    `alter table ${KEPT_SCHEMA}.erased_people enable row level security`,
    `create policy writer on ${KEPT_SCHEMA}.erased_people for select to ${writer} using (true)`,
    `grant select on ${KEPT_SCHEMA}.erased_people to ${writer}`,
    ...readByScope(KEPT_SCHEMA, 'erased_people', reader),
    ERASE_PERSON,
    `revoke all on function public.erase_person(uuid, text) from public`,
    `grant execute on function public.erase_person(uuid, text) to ${writer}`,
  ];
}

// Groups have ids of their own, of which none is a person's.
const PLACES = `
         select format('%I.%I', n.nspname, c.relname) as name, c.relname::text as label
           from pg_class c
           join pg_namespace n on n.oid = c.relnamespace
          where c.relkind = 'r'
            and c.relname <> 'groups'
            and exists (select from pg_class o where o.relnamespace = n.oid and o.relname = 'consumer_offsets')
            and exists (select from pg_attribute a
                         where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
            and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'id' and a.atttypid = 'text'::regtype
                           and not a.attisdropped)`;

const OFFSETS = `
         select format('%I', n.nspname) as schema
           from pg_class c
           join pg_namespace n on n.oid = c.relnamespace
          where c.relname = 'consumer_offsets'
          order by n.nspname`;

/** null: there is nobody of this id who was deleted. Else the rows that went, by table. */
const ERASE_PERSON = `
  create or replace function public.erase_person(of_tenant uuid, of_id text)
     returns jsonb
     language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
     as $erase$
     declare
       place record;
       at_version integer;
       gone bigint;
       rows jsonb := '{}';
     begin
       for place in ${OFFSETS}
       loop
         execute format('lock table %s.consumer_offsets in exclusive mode', place.schema);
       end loop;
       select e.version into at_version
         from ${LIVE_SCHEMA}.employees e
        where e.tenant_id = of_tenant and e.id = of_id and e.deleted;
       if not found then return null; end if;
       insert into ${KEPT_SCHEMA}.erased_people (tenant_id, id, version) values (of_tenant, of_id, at_version);
       for place in ${PLACES}
       loop
         execute format('delete from %s where tenant_id = $1 and id = $2', place.name) using of_tenant, of_id;
         get diagnostics gone = row_count;
         rows := jsonb_set(rows, array[place.label], to_jsonb(coalesce((rows ->> place.label)::bigint, 0) + gone));
       end loop;
       for place in ${OFFSETS}
       loop
         execute format('delete from %s.parked_events where topic = $1 and key = $2', place.schema)
           using 'rollcall.users.v1', of_tenant || '/' || of_id;
         get diagnostics gone = row_count;
         rows := jsonb_set(rows, '{parked_events}', to_jsonb(coalesce((rows ->> 'parked_events')::bigint, 0) + gone));
         execute format('delete from %s.accepted_gaps where topic = $1 and key = $2', place.schema)
           using 'rollcall.users.v1', of_tenant || '/' || of_id;
       end loop;
       return rows;
     end
     $erase$`;
