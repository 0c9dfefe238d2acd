import { consumerTables } from '#consumer';
import { migration } from '#postgres';
import { signingKeyCacheTable } from '#service';

/**
 * Two schemas. `projection` is a fold of the events and may be dropped and folded again. `mailing` is the record of what
 * was done to the outside world, which no replay can tell: it survives, and it is why a replay writes to nobody twice.
 */
export const CreateProjectionAndDeliveries1764000000000 = migration(
  'CreateProjectionAndDeliveries1764000000000',
  () => [...SCHEMAS, ...PROJECTION, ...CONSUMER, ...MAILING, ...READER, ...signingKeyCacheTable(API)],
);

const WRITER = 'rollcall_notifier';
const API = 'rollcall_notifier_reader';

const SCHEMAS = [
  'create schema projection',
  'create schema mailing',
  `grant usage on schema projection, mailing to ${WRITER}`,
  `grant usage on schema mailing to ${API}`,
];

const CONSUMER = consumerTables({ schema: 'projection', role: WRITER });

const PROJECTION = [
  `create table projection.people (
     tenant_id uuid not null,
     user_id text not null,
     version bigint not null,
     name text not null,
     mail text,
     is_active boolean not null,
     manager_id text,
     primary key (tenant_id, user_id)
   )`,
  `create table projection.tenants (
     tenant_id uuid primary key,
     version bigint not null,
     name text not null,
     notification_address text
   )`,
  `create table projection.cycles (
     tenant_id uuid primary key,
     first_create_at timestamptz not null,
     last_create_at timestamptz not null,
     heard_at timestamptz not null,
     is_closed boolean not null
   )`,
  `create index cycles_open on projection.cycles (heard_at) where not is_closed`,
  `grant select, insert, update, delete on projection.people, projection.tenants, projection.cycles to ${WRITER}`,
];

const MAILING = [
  `create table mailing.deliveries (
     id uuid primary key,
     tenant_id uuid not null,
     template text not null check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle')),
     made_at timestamptz not null,
     status text not null
       check (status in ('waiting', 'pending', 'sending', 'accepted', 'uncertain', 'failed', 'suppressed')),
     recipient text,
     recipient_name text,
     reason text,
     -- Of a mail about a person: the person, and whom the event itself named as the manager.
     person_id text,
     manager_id text,
     -- Of a grouped mail: what it is grouped by.
     group_key text,
     -- What the mail says; forgotten once the server has it, because it is about people.
     facts jsonb,
     event_count integer not null,
     last_event_at timestamptz not null,
     traceparent text,
     -- waiting: until when; pending: when it is tried next.
     due_at timestamptz not null,
     -- From when its age counts: its making or the last resend.
     since timestamptz not null,
     released_at timestamptz,
     attempts integer not null default 0,
     refusals integer not null default 0,
     phase text check (phase in ('envelope', 'data')),
     lease_until timestamptz,
     settled_at timestamptz,
     check (status not in ('pending', 'sending', 'accepted', 'uncertain') or recipient is not null),
     check ((status = 'sending') = (phase is not null and lease_until is not null))
   )`,
  `create index deliveries_listed on mailing.deliveries (tenant_id, made_at desc, id desc)`,
  `create index deliveries_waiting on mailing.deliveries (due_at) where status = 'waiting'`,
  `create index deliveries_due on mailing.deliveries (due_at) where status = 'pending'`,
  `create index deliveries_leased on mailing.deliveries (lease_until) where status = 'sending'`,
  // One group grows at a time; the next begins when it has been released.
  `create unique index deliveries_growing on mailing.deliveries (tenant_id, template, group_key)
     where status = 'waiting' and group_key is not null`,
  `create index deliveries_released on mailing.deliveries (tenant_id, template, group_key, released_at)
     where group_key is not null`,
  // At most one mail per event and template, whoever its recipient: a delivery has one recipient.
  `create table mailing.delivery_events (
     event_id uuid not null,
     template text not null,
     tenant_id uuid not null,
     delivery_id uuid not null references mailing.deliveries (id),
     primary key (event_id, template)
   )`,
  `create index delivery_events_of on mailing.delivery_events (delivery_id, event_id)`,
  `alter table mailing.deliveries enable row level security`,
  `alter table mailing.delivery_events enable row level security`,
  `grant select, insert, update on mailing.deliveries to ${WRITER}`,
  `grant select, insert on mailing.delivery_events to ${WRITER}`,
  // The notifier works for all tenants at once.
  `create policy works_for_all on mailing.deliveries to ${WRITER} using (true) with check (true)`,
  `create policy works_for_all on mailing.delivery_events to ${WRITER} using (true) with check (true)`,
];

const OWN_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

const READER = [
  `create policy own_tenant on mailing.deliveries to ${API} using (${OWN_TENANT}) with check (${OWN_TENANT})`,
  `create policy own_tenant on mailing.delivery_events for select to ${API} using (${OWN_TENANT})`,
  `grant select (id, tenant_id, template, made_at, status, recipient, reason, event_count, due_at, attempts, settled_at)
     on mailing.deliveries to ${API}`,
  `grant select on mailing.delivery_events to ${API}`,
  // Resending is all that a reader may change.
  `grant update (status, reason, due_at, since, refusals, settled_at) on mailing.deliveries to ${API}`,
];
