import { migration } from '#postgres';
import { CLEAR, LIMITS, NOTE_CHANGES, OF_OUTBOX } from './shadow-functions.js';
import { SHADOW_VIEWS } from './shadow-views.js';

const SCIM = 'rollcall_scim';
const ADMIN = 'rollcall_admin';
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/** What stands before a table: what was touched of it, in a table of its own. */
const COPIES = {
  shadow_users: 'users',
  shadow_emails: 'user_emails',
  shadow_groups: 'groups',
  shadow_members: 'group_members',
} as const;

/**
 * The shadow of a tenant: a connection whose writes are decided as ever, and kept from the resources. What it touches is copied
 * first; two schemas have the names of the tables, so that the statements of reads and writes are the same there
 * (`storage/shadow`). A release before this one knows no such connection, and makes none.
 */
export const Shadow0117 = migration('Shadow1764000000117', () => [
  ...TABLES,
  ...LIMITS,
  ...NOTE_CHANGES,
  ...SHADOW_VIEWS,
  ...OF_OUTBOX,
  ...CLEAR,
  ...RIGHTS,
]);

const TABLES = [
  `create table shadows (
     tenant_id uuid primary key references tenants,
     connection_id uuid not null unique references connections,
     state text not null default 'open' check (state in ('open', 'going-live')),
     started_at timestamptz(3) not null,
     resources integer not null default 0,
     memberships integer not null default 0,
     asked_at timestamptz(3),
     asked_by text,
     reason text,
     request_id text,
     held boolean not null default false,
     leased_until timestamptz(3)
   )`,
  ...Object.entries(COPIES).map(
    ([copy, table]) =>
      `create table ${copy} (like ${table} including defaults including constraints including indexes)`,
  ),
  // What a resource was when it was copied; without a version: it was made in the shadow. And what became of it as it went live.
  `create table shadow_touched (
     tenant_id uuid not null,
     id uuid not null,
     resource_type text not null check (resource_type in ('User', 'Group')),
     version integer,
     active boolean,
     attributes text,
     gone boolean not null default false,
     outcome text check (outcome in ('done', 'moved', 'refused')),
     live_version integer,
     take text check (take in ('shadow', 'live')),
     code text,
     primary key (tenant_id, id)
   )`,
  `create table shadow_matched (
     tenant_id uuid not null,
     id uuid not null,
     resource_type text not null check (resource_type in ('User', 'Group')),
     primary key (tenant_id, id)
   )`,
  `create table shadow_refusals (
     tenant_id uuid not null,
     code text not null,
     count bigint not null,
     last_at timestamptz(3) not null,
     last_request_id text not null,
     primary key (tenant_id, code)
   )`,
];

const KEPT = [...Object.keys(COPIES), 'shadow_touched', 'shadow_matched', 'shadow_refusals'];

const RIGHTS = [
  ...['shadows', ...KEPT].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_tenant on ${table} to ${SCIM} using (${OF_TENANT}) with check (${OF_TENANT})`,
  ]),
  ...KEPT.map((table) => `grant select, insert, update, delete on ${table} to ${SCIM}`),
  `grant select, update (resources, memberships, held, leased_until) on shadows to ${SCIM}`,
  `create policy shadows_admin on shadows to ${ADMIN} using (true) with check (true)`,
  `grant select, insert on shadows to ${ADMIN}`,
  `grant update (state, asked_at, asked_by, reason, request_id, held, leased_until) on shadows to ${ADMIN}`,
];
