import { escapeIdentifier } from 'pg';

export interface OutboxRoles {
  /** Append for the tenant their transaction is scoped to, and do no more. */
  readonly writer: string | readonly string[];
  /** Reads, marks and prunes the rows of all tenants. */
  readonly relay: string;
  /** Where it is made; the current schema unless told. Whoever appends and reads finds it by the search path. */
  readonly schema?: string;
}

/**
 * The statements that create the outbox for the application's migration.
 *
 * Two tables: `outbox` keeps the records and its rows never change; a row of `outbox_unpublished` says that one of them
 * waits. Marking records as published is then the deletion of a small row; a column `published_at` would write the
 * whole record and all its index entries again, because the index on unpublished rows rules a HOT update out.
 */
export function createOutbox({ writer, relay, schema }: OutboxRoles): string[] {
  const at = schema === undefined ? '' : `${escapeIdentifier(schema)}.`;
  const writers = (typeof writer === 'string' ? [writer] : writer).map((role) => escapeIdentifier(role)).join(', ');
  const relayRole = escapeIdentifier(relay);
  return [
    // Without cache: a session that had numbers in store would give a later version of a resource a lower id.
    `create sequence ${at}outbox_id as bigint cache 1`,
    // A record stays in its row up to 8 kB: moved out at 2 kB, as PostgreSQL does, it costs a second insert and pglz.
    `create table ${at}outbox (
       id bigint primary key,
       tenant_id uuid not null,
       recorded_at timestamptz not null default clock_timestamp(),
       resource_version integer,
       resource_id text not null,
       topic text not null,
       headers text not null,
       value text not null,
       constraint outbox_resource_version unique (resource_id, resource_version)
     ) with (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05)`,
    // No foreign key: it would look up the record once more for each append. The statement that appends fills both.
    `create table ${at}outbox_unpublished (
       lane smallint not null,
       id bigint not null,
       bytes integer not null,
       tenant_id uuid not null,
       primary key (lane, id)
     ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`,
    `grant usage on sequence ${at}outbox_id to ${writers}`,
    ...['outbox', 'outbox_unpublished'].flatMap((table) => [
      `alter table ${at}${table} enable row level security`,
      `create policy ${table}_append on ${at}${table} for insert to ${writers}
         with check (tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid)`,
      `create policy ${table}_relay on ${at}${table} to ${relayRole} using (true) with check (false)`,
      `grant insert on ${at}${table} to ${writers}`,
      `grant select, delete on ${at}${table} to ${relayRole}`,
    ]),
  ];
}

/**
 * The statements of a table that keeps, as long as the outbox has a record, where Kafka has it: what the broker answered the
 * relay. `reader` sees those of the records that it sees.
 */
export function createPlaces({ relay, reader }: { readonly relay: string; readonly reader: string }): string[] {
  const [relayRole, readerRole] = [escapeIdentifier(relay), escapeIdentifier(reader)];
  return [
    `create table outbox_places (
       id bigint primary key,
       partition integer not null,
       "offset" bigint not null
     ) with (autovacuum_vacuum_scale_factor = 0.05)`,
    'alter table outbox_places enable row level security',
    `create policy outbox_places_relay on outbox_places to ${relayRole} using (true) with check (true)`,
    `create policy outbox_places_read on outbox_places for select to ${readerRole}
       using (exists (select from outbox as o where o.id = outbox_places.id))`,
    `grant select, insert, delete on outbox_places to ${relayRole}`,
    `grant select on outbox_places to ${readerRole}`,
  ];
}
