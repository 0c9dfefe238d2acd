import type { QueryConfig } from 'pg';
import { MAX_NAMED_CONNECTIONS } from '#contracts';
import { BRAKE_OF_CONNECTION } from './brake-statements.js';
import type { Page } from '../tenants/admin-store.js';
import type { Connection, ConnectionSettings } from '../tenants/connection.js';
import { methodsOn } from '../tenants/methods.js';
import type { Tenant } from '../tenants/tenant.js';

// The admin role sees all tenants and no resource. Rare statements: none is prepared by name.

const TENANT = `id, name, coalesce(slug, id::text) as slug, notification_address as "notificationAddress",
         unknown_attributes as "unknownAttributes", time_zone as "timeZone", suspended_at as "suspendedAt", version,
         created_at as "createdAt", changed_at as "changedAt"`;
const CONNECTION = `id, tenant_id as "tenantId", name, tolerance, inactive_duplicate as "inactiveDuplicate",
         ${BRAKE_OF_CONNECTION} as brake,
         case when rate_per_second is not null
              then json_build_object('perSecond', rate_per_second, 'burst', rate_burst) end as "rateLimit",
         json_build_object('token', 'token' = any (methods), 'clientSecret', 'clientSecret' = any (methods),
                           'federated', 'federated' = any (methods), 'entraToken', 'entraToken' = any (methods)) as methods,
         federation, notify_on_failure as "notifyOnFailure", notification_addresses as "notificationAddresses",
         case when paused_at is not null
              then json_build_object('since', to_char(paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                     'by', paused_by, 'reason', pause_reason) end as pause,
         (select s.state from shadows s where s.connection_id = connections.id) as shadow,
         (select count(*)::int
            from credentials k
           where k.connection_id = connections.id
             and k.revoked_at is null
             and k.expires_at is null) as "neverExpiring",
         created_at as "createdAt"`;

export function insertTenant(tenant: Tenant): QueryConfig {
  const { id, name, notificationAddress, unknownAttributes, timeZone, version, createdAt, changedAt, slug } = tenant;
  const values = [id, name, notificationAddress, version, createdAt, changedAt, unknownAttributes, slug, timeZone];
  return { text: INSERT_TENANT, values };
}
const INSERT_TENANT = `
  insert into tenants (id, name, notification_address, version, created_at, changed_at, unknown_attributes, slug,
                       time_zone)
  values ($1::uuid, $2::text, $3::text, $4::int, $5::timestamptz, $6::timestamptz, $7::text, $8::text, $9::text)`;

/** The lock makes versions count without gaps: a second change waits, and decides on what the first one left. */
export function lockTenant(id: string): QueryConfig {
  return { text: `${FIND_TENANT}\n     for no key update`, values: [id] };
}

export function findTenant(id: string): QueryConfig {
  return { text: FIND_TENANT, values: [id] };
}
const FIND_TENANT = `
  select ${TENANT}
    from tenants
   where id = $1::uuid`;

export function updateTenant(tenant: Tenant): QueryConfig {
  const { id, name, notificationAddress, unknownAttributes, timeZone, version, changedAt, slug } = tenant;
  const values = [id, name, notificationAddress, version, changedAt, unknownAttributes, slug, timeZone];
  return { text: UPDATE_TENANT, values };
}
const UPDATE_TENANT = `
  update tenants
     set name = $2::text,
         notification_address = $3::text,
         version = $4::int,
         changed_at = $5::timestamptz,
         unknown_attributes = $6::text,
         slug = $7::text,
         time_zone = $8::text
   where id = $1::uuid`;

/** Until its rows are removed, too, it is as one that never was. */
const NOT_ENDED = 'not exists (select from ended_tenants e where e.tenant_id = tenants.id)';

export function findTenantBySlug(slug: string): QueryConfig {
  return { text: FIND_TENANT_BY_SLUG, values: [slug] };
}
const FIND_TENANT_BY_SLUG = `
  select ${TENANT}
    from tenants
   where slug = $1::text
     and ${NOT_ENDED}`;

export function findTenantsOfDomain(name: string): QueryConfig {
  return { text: FIND_TENANTS_OF_DOMAIN, values: [name] };
}
/** By mails that go there: those that were proved. Of two it is known that there are several. */
const FIND_TENANTS_OF_DOMAIN = `
  select ${TENANT}
    from tenants
   where id in (select tenant_id
                  from tenant_domains
                 where name = $1::text
                   and state in ('verified', 'failing'))
     and ${NOT_ENDED}
   order by id
   limit 2`;

export function listTenants({ after, limit }: Page): QueryConfig {
  return { text: LIST_TENANTS, values: [after, limit] };
}
const LIST_TENANTS = `
  select ${TENANT}
    from tenants
   where ($1::uuid is null or id > $1::uuid)
     and ${NOT_ENDED}
   order by id
   limit $2::int`;

export function insertConnection(connection: Connection): QueryConfig {
  const { id, tenantId, createdAt } = connection;
  return { text: INSERT_CONNECTION, values: [id, tenantId, createdAt, ...settingsOf(connection)] };
}
const INSERT_CONNECTION = `
  insert into connections (id, tenant_id, created_at, name, tolerance, inactive_duplicate, rate_per_second, rate_burst,
                           methods, federation, notify_on_failure, notification_addresses)
  values ($1::uuid, $2::uuid, $3::timestamptz, $4::text, $5::text, $6::text, $7::int, $8::int, $9::text[], $10::jsonb,
          $11::boolean, $12::text[])`;

export function updateConnection(connection: Connection): QueryConfig {
  return { text: UPDATE_CONNECTION, values: [connection.id, ...settingsOf(connection)] };
}
const UPDATE_CONNECTION = `
  update connections
     set name = $2::text,
         tolerance = $3::text,
         inactive_duplicate = $4::text,
         rate_per_second = $5::int,
         rate_burst = $6::int,
         methods = $7::text[],
         federation = $8::jsonb,
         notify_on_failure = $9::boolean,
         notification_addresses = $10::text[]
   where id = $1::uuid`;

function settingsOf({
  name,
  tolerance,
  inactiveDuplicate,
  rateLimit,
  methods,
  federation,
  notifyOnFailure,
  notificationAddresses,
}: ConnectionSettings): unknown[] {
  const [perSecond, burst] = [rateLimit?.perSecond ?? null, rateLimit?.burst ?? null];
  const limited = [name, tolerance, inactiveDuplicate, perSecond, burst];
  return [...limited, methodsOn(methods), federation, notifyOnFailure, notificationAddresses];
}

/** The lock lets one change at a time decide on what the other left, and one credential at a time be issued for a connection: two at once would both count one below the most. */
export function lockConnection(tenantId: string, id: string): QueryConfig {
  return { text: `${FIND_CONNECTION}\n     for no key update`, values: [tenantId, id] };
}

export function findConnection(tenantId: string, id: string): QueryConfig {
  return { text: FIND_CONNECTION, values: [tenantId, id] };
}
const FIND_CONNECTION = `
  select ${CONNECTION}
    from connections
   where tenant_id = $1::uuid
     and id = $2::uuid
     and removed_at is null`;

export function listConnections(tenantId: string, { after, limit }: Page): QueryConfig {
  return { text: LIST_CONNECTIONS, values: [tenantId, after, limit] };
}
const LIST_CONNECTIONS = `
  select ${CONNECTION}
    from connections
   where tenant_id = $1::uuid
     and removed_at is null
     and ($2::uuid is null or id > $2::uuid)
   order by id
   limit $3::int`;

/**
 * As many as an event names: those that were removed, too, since people, mails and entries still name them. None of these takes
 * the place of one that is there: who hears of it would forget its settings.
 */
export function newestConnections(tenantId: string): QueryConfig {
  return { text: NEWEST_CONNECTIONS, values: [tenantId, MAX_NAMED_CONNECTIONS] };
}
const NEWEST_CONNECTIONS = `
  select id, name, notify_on_failure as "notifyOnFailure",
         case when removed_at is null then notification_addresses else '{}' end as "notificationAddresses"
    from (select *
            from connections
           where tenant_id = $1::uuid
           order by removed_at is not null, id desc
           limit $2::int) as named
   order by id desc`;

/** The tenant is locked: of two that are created at once, the second counts the first. */
export function countConnections(tenantId: string): QueryConfig {
  return { text: COUNT_CONNECTIONS, values: [tenantId] };
}
const COUNT_CONNECTIONS = `
  select count(*)::int as count
    from connections
   where tenant_id = $1::uuid
     and removed_at is null`;

/** Addresses of the tenant's other connections. The tenant is locked: of two that are set at once, the second sees those of the first. */
export function countAddresses({ tenantId, id }: Connection): QueryConfig {
  return { text: COUNT_ADDRESSES, values: [tenantId, id] };
}
const COUNT_ADDRESSES = `
  select coalesce(sum(cardinality(notification_addresses)), 0)::int as count
    from connections
   where tenant_id = $1::uuid
     and id <> $2::uuid
     and removed_at is null`;
