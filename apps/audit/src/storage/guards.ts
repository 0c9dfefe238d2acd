import { DATABASE } from './database.js';

const { audit: WRITER, parked: PARKED } = DATABASE.roles;

/**
 * What keeps history as it is, also from whoever has the password of the process: DDL for a schema of any name, after
 * {@link ledgerTables}' own and for tables that are there. Offsets and sequences go forward; what was parked is taken away
 * by the process only when its entry stands in the log; what becomes of it otherwise is said by a role of its own
 * (`parked`), which the operator's command has. The owner, who migrates and rebuilds, is bound by none of it.
 *
 * The functions name no schema: a rebuild exchanges the schemas' names, and triggers stay on their tables.
 */
export function ledgerGuards(schema: string): string[] {
  return [
    ...forward(schema),
    ...parked(schema),
    `revoke all on function ${schema}.keep_forward(), ${schema}.keep_parked() from public`,
    ...rights(schema),
  ];
}

const IS_OWNER = `(select pg_has_role(current_user, relowner, 'usage') from pg_class where oid = tg_relid)`;

function forward(schema: string): string[] {
  const offsets = `${schema}.consumer_offsets`;
  return [
    `create or replace function ${schema}.keep_forward()
       returns trigger
       language plpgsql set search_path = pg_catalog, pg_temp
       as $$
       begin
         if ${IS_OWNER} then return new; end if;
         raise insufficient_privilege using message = format('%s goes forward only', tg_table_name);
       end
       $$`,
    // Conditions of triggers are looked at without calling the function: what moves on costs nothing.
    `create or replace trigger keep_forward before update on ${offsets} for each row
       when (new.next_offset < old.next_offset or new.cluster_id <> old.cluster_id
             or new.topic <> old.topic or new.partition <> old.partition)
       execute function ${schema}.keep_forward()`,
    `create or replace trigger begin_at_zero before insert on ${offsets} for each row
       when (new.next_offset <> 0) execute function ${schema}.keep_forward()`,
    `create or replace trigger keep_forward before update on ${schema}.consumer_sequences for each row
       when (new.version < old.version or new.resource <> old.resource) execute function ${schema}.keep_forward()`,
  ];
}

// What the process does by itself: it notes a record at which its partition stands still, and passes it (`stopped`); it
// applies what waited or came early, or finds it refused; it says that a later event went past one. Of settings of a tenant
// there is no entry.
function parked(schema: string): string[] {
  return [
    `create or replace function ${schema}.keep_parked()
       returns trigger
       language plpgsql set search_path = pg_catalog, pg_temp
       as $$
       declare
         is_kept boolean := true;
       begin
         if ${IS_OWNER} then return coalesce(new, old); end if;
         if tg_op = 'INSERT' then
           is_kept := new.kind = 'discarded';
         elsif old.kind = 'discarded' then
           is_kept := true;
         elsif pg_has_role(current_user, '${PARKED}', 'usage') then
           is_kept := false;
         elsif tg_op = 'UPDATE' then
           is_kept := new.id <> old.id and old.kind <> 'gap' or not case old.kind
             when 'stopped' then new.kind = 'stopped'
             when 'gap' then new.kind in ('poison', 'waiting')
             when 'waiting' then new.kind in ('poison', 'superseded')
             else new.kind = 'superseded' and (new.because, new.attempts) = (old.because, old.attempts)
           end;
         elsif old.kind = 'stopped' then
           is_kept := false;
         elsif old.kind in ('gap', 'waiting') then
           execute format('select not exists (select from %I.entries where id = $1)', tg_table_schema)
              into is_kept using old.event_id;
           is_kept := is_kept and old.event_type is distinct from 'rollcall.TenantChanged';
         end if;
         if is_kept then
           raise insufficient_privilege
             using message = 'what becomes of this parked event is not for this role to say';
         end if;
         return coalesce(new, old);
       end
       $$`,
    `create or replace trigger keep_parked before insert or update or delete on ${schema}.parked_events for each row
       execute function ${schema}.keep_parked()`,
  ];
}

function rights(schema: string): string[] {
  const on = (table: string): string => `on ${schema}.${table}`;
  return [
    `revoke update ${on('consumer_offsets')} from ${WRITER}`,
    `grant update (next_offset) ${on('consumer_offsets')} to ${WRITER}`,
    `revoke update ${on('consumer_sequences')} from ${WRITER}`,
    `grant update (version) ${on('consumer_sequences')} to ${WRITER}, ${PARKED}`,
    `revoke insert ${on('accepted_gaps')} from ${WRITER}`,
    `revoke insert, update ${on('parked_events')} from ${WRITER}`,
    `grant insert (${PARKED_COLUMNS}), update (id, kind, because, attempts) ${on('parked_events')} to ${WRITER}`,
    `grant usage on schema ${schema} to ${PARKED}`,
    `grant select, insert ${on('entries')} to ${PARKED}`,
    `drop policy if exists parked_reads ${on('entries')}`,
    `drop policy if exists parked_adds ${on('entries')}`,
    `create policy parked_reads ${on('entries')} for select to ${PARKED} using (true)`,
    `create policy parked_adds ${on('entries')} for insert to ${PARKED} with check (true)`,
    `grant select, insert ${on('consumed_events')} to ${PARKED}`,
    `grant select, insert ${on('consumer_sequences')} to ${PARKED}`,
    `grant select, insert ${on('accepted_gaps')} to ${PARKED}`,
    // It locks a partition's row, for which a right to update is needed: to a column that the guard lets nobody change.
    `grant select, update (cluster_id) ${on('consumer_offsets')} to ${PARKED}`,
    `grant select, delete, update (id, kind, because, attempts, resource_version, discarded_at, discarded_by, discarded_why)
       ${on('parked_events')} to ${PARKED}`,
  ];
}

const PARKED_COLUMNS = `topic, partition, record_offset, key, event_id, event_type, kind, because, attempts, headers, value,
  value_bytes, resource_version`;
