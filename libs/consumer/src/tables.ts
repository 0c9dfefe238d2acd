import { escapeIdentifier, escapeLiteral } from 'pg';
import { readBefore } from './sequence.js';

/**
 * DDL of the consumer's own tables, for the app's migration and for the schema of a rebuild. They stand beside the
 * projection's tables because one transaction writes both.
 *
 * @param schema exists already; `role` is the projection's writer and gets exactly what the statements need
 */
export function consumerTables({ schema, role }: { readonly schema: string; readonly role: string }): string[] {
  const inSchema = (table: string): string => `${escapeIdentifier(schema)}.${table}`;
  const writer = escapeIdentifier(role);
  return [
    `create table ${inSchema('consumer_offsets')} (
       topic text not null,
       partition int not null,
       next_offset bigint not null,
       cluster_id text not null,
       primary key (topic, partition)
     )`,
    `create table ${inSchema('consumed_events')} (
       event_id uuid primary key
     )`,
    `create table ${inSchema('consumer_attempts')} (
       topic text not null,
       partition int not null,
       record_offset bigint not null,
       started int not null,
       failed int not null,
       primary key (topic, partition, record_offset)
     )`,
    `create table ${inSchema('parked_events')} (
       id bigint generated always as identity primary key,
       topic text not null,
       partition int not null,
       record_offset bigint not null,
       key text not null,
       event_id uuid,
       event_type text,
       kind text not null,
       because text not null,
       attempts int not null,
       headers json not null,
       value bytea,
       value_bytes int not null,
       parked_at timestamptz not null default now(),
       discarded_at timestamptz,
       discarded_by text,
       discarded_why text,
       unique (topic, partition, record_offset)
     )`,
    `create index parked_events_by_key on ${inSchema('parked_events')} (topic, key, id)`,
    `grant select, insert, update on ${inSchema('consumer_offsets')} to ${writer}`,
    `grant select, insert on ${inSchema('consumed_events')} to ${writer}`,
    `grant select, insert, update, delete on ${inSchema('consumer_attempts')} to ${writer}`,
    `grant select, insert, update, delete on ${inSchema('parked_events')} to ${writer}`,
    ...sequenceTables({ schema, role }),
  ];
}

/**
 * The sequences of resources, and the gaps in them that were accepted. Also for tables that are there: the version before
 * neither reads nor writes them, and the column is an entry in the catalogue.
 */
export function sequenceTables({ schema, role }: { readonly schema: string; readonly role: string }): string[] {
  const inSchema = (table: string): string => `${escapeIdentifier(schema)}.${table}`;
  const writer = escapeIdentifier(role);
  return [
    `create table if not exists ${inSchema('consumer_sequences')} (
       resource uuid primary key,
       version bigint not null
     ) with (fillfactor = 70)`,
    `create table if not exists ${inSchema('accepted_gaps')} (
       resource uuid not null,
       from_version bigint not null,
       to_version bigint not null,
       topic text not null,
       key text not null,
       event_id uuid not null,
       accepted_at timestamptz not null default now(),
       accepted_by text not null,
       is_late boolean not null default false,
       primary key (resource, event_id)
     )`,
    `alter table ${inSchema('parked_events')} add column if not exists resource_version bigint`,
    `grant select, insert, update on ${inSchema('consumer_sequences')} to ${writer}`,
    `grant select, insert on ${inSchema('accepted_gaps')} to ${writer}`,
  ];
}

/**
 * What {@link consumerTables} has gained, for tables that are there: the app's next migration. Columns without a default
 * are an entry in the catalogue, and the version before neither reads nor writes them.
 */
export function consumerTablesGained({ schema }: { readonly schema: string }): string[] {
  return [
    `alter table ${escapeIdentifier(schema)}.parked_events
       add column if not exists discarded_at timestamptz,
       add column if not exists discarded_by text,
       add column if not exists discarded_why text`,
  ];
}

/** What a replica of the version before may still read of a topic while the migration runs, and after a rollback. */
const MORE = 1_000;

/**
 * For tables that are there, when the resources of a topic begin to be kept in sequence and the projection cannot tell how far it has
 * come with each: one that is not known here may go on at any version up to the number of records that were read. What leaps further
 * is a gap.
 */
export function sequencesBegin({ schema, topic }: { readonly schema: string; readonly topic: string }): string {
  const inSchema = (table: string): string => `${escapeIdentifier(schema)}.${table}`;
  return `
    insert into ${inSchema('consumer_sequences')} (resource, version)
    select '${readBefore(topic)}', max(next_offset) + ${MORE}
      from ${inSchema('consumer_offsets')}
     where topic = ${escapeLiteral(topic)}
       and next_offset > 0
    having count(*) > 0
        on conflict do nothing`;
}
