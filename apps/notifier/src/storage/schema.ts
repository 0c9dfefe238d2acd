import { consumerTables } from '#consumer';
import { evenTenants } from '#postgres';
import { DATABASE } from './database.js';

/** A fold of the events: may be folded again. */
export const LIVE_SCHEMA = 'projection';

/** The record of what was done to the outside world, which no replay can tell: see the first migration. */
export const KEPT_SCHEMA = 'mailing';

/**
 * Everything that is folded, as DDL for a schema of any name, in the shape that the migrations lead to (a test holds the
 * two against each other): a rebuild runs it for a fresh one.
 */
export function projectionTables(schema: string): string[] {
  const { notifier: writer } = DATABASE.roles;
  return [
    `create schema ${schema}`,
    `grant usage on schema ${schema} to ${writer}`,
    ...people(schema),
    `create table ${schema}.tenants (
       tenant_id uuid primary key,
       version bigint not null,
       name text not null,
       notification_address text,
       connections jsonb,
       domains jsonb,
       silent jsonb,
       addresses jsonb
     )`,
    `create table ${schema}.cycles (
       tenant_id uuid primary key,
       first_create_at timestamptz not null,
       last_create_at timestamptz not null,
       heard_at timestamptz not null,
       is_closed boolean not null
     )`,
    `create index cycles_open on ${schema}.cycles (heard_at) where not is_closed`,
    ...['people', 'tenants', 'cycles'].map(
      (table) => `grant select, insert, update, delete on ${schema}.${table} to ${writer}`,
    ),
    ...consumerTables({ schema, role: writer }),
    `grant truncate on ${schema}.consumed_events to ${writer}`,
  ];
}

function people(schema: string): string[] {
  return [
    `create table ${schema}.people (
       tenant_id uuid not null,
       user_id text not null,
       version bigint not null,
       name text not null,
       mail text,
       is_active boolean not null,
       manager_id text,
       user_name text,
       mail_key text,
       employee_number text,
       manager_key text,
       details_version bigint,
       primary key (tenant_id, user_id)
     )`,
    `create index people_by_mail on ${schema}.people (tenant_id, mail_key) where mail_key is not null`,
    `create index people_by_number on ${schema}.people (tenant_id, left(employee_number, 200))
       where employee_number is not null`,
    `create index people_without_details on ${schema}.people (tenant_id)
       where details_version is distinct from version`,
    ...evenTenants(schema, 'people'),
  ];
}
