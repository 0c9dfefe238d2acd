import { migration } from '#postgres';

const SCIM = 'rollcall_scim';

/** Settings of tenants and connections, the buckets of the rate limits, and when a credential was used last. */
export const ConnectionSettings0002 = migration('ConnectionSettings1764000000002', () => [
  ...SETTINGS,
  ...RATES,
  ...USE,
]);

// A connection that was there before has no limit: one would be news to its identity provider.
const SETTINGS = [
  `alter table tenants
     add column unknown_attributes text not null default 'ignore'
       check (unknown_attributes in ('ignore', 'keep', 'refuse'))`,
  `alter table connections
     add column inactive_duplicate text not null default 'conflict'
       check (inactive_duplicate in ('conflict', 'reactivate')),
     add column rate_per_second integer check (rate_per_second > 0),
     add column rate_burst integer check (rate_burst >= rate_per_second),
     add check ((rate_per_second is null) = (rate_burst is null))`,
  `drop function find_credential(bytea)`,
  `create function find_credential(hash bytea)
     returns table (credential_id uuid, connection_id uuid, tenant_id uuid, tolerance text, inactive_duplicate text,
                    rate_per_second integer, rate_burst integer, unknown_attributes text, expires_at timestamptz)
     language sql stable security definer set search_path = pg_catalog, public
     as $$
       select c.id, c.connection_id, c.tenant_id, n.tolerance, n.inactive_duplicate,
              n.rate_per_second, n.rate_burst, t.unknown_attributes, c.expires_at
         from public.credentials c
         join public.connections n on n.id = c.connection_id
         join public.tenants t on t.id = c.tenant_id
        where c.token_hash = hash
          and c.revoked_at is null
          and (c.expires_at is null or c.expires_at > now())
     $$`,
  ...forScim('find_credential(bytea)'),
];

// One row per connection that has a limit: what was in its bucket at a moment of the database's clock. Unlogged: after a
// crash a bucket is full again.
const RATES = [
  `create unlogged table rate_buckets (
     connection_id uuid primary key,
     tokens double precision not null,
     filled_at timestamptz not null
   ) with (fillfactor = 50)`,
  `alter table rate_buckets enable row level security`,
  // The row is locked, so replicas lease one after the other. All that is asked for, or nothing: `lacking` says how many
  // tokens must still come. More than half the burst is let in when the bucket is half full, and paid off afterwards: a
  // bucket that is in use is never full. Time that goes back fills nothing.
  `create function lease_tokens(of_connection uuid, needed integer, portion integer, per_second integer, burst integer)
     returns table (granted integer, lacking double precision)
     language plpgsql security definer set search_path = pg_catalog, public
     as $$
     declare
       bucket public.rate_buckets;
       moment timestamptz;
       content double precision;
     begin
       insert into public.rate_buckets values (of_connection, burst, clock_timestamp()) on conflict do nothing;
       select * into bucket from public.rate_buckets b where b.connection_id = of_connection for no key update;
       moment := greatest(clock_timestamp(), bucket.filled_at);
       content := least(burst, bucket.tokens + per_second * extract(epoch from moment - bucket.filled_at));
       lacking := greatest(0, least(needed, greatest(1, burst / 2.0)) - content);
       granted := case when lacking > 0 then 0 else greatest(needed, least(portion, floor(content)::integer)) end;
       update public.rate_buckets b
          set tokens = content - granted, filled_at = moment
        where b.connection_id = of_connection;
       return next;
     end
     $$`,
  ...forScim('lease_tokens(uuid, integer, integer, integer, integer)'),
];

const USE = [
  `create function note_credential_use(used uuid)
     returns void
     language sql security definer set search_path = pg_catalog, public
     as $$
       update public.credentials
          set last_used_at = now()
        where id = used
          and (last_used_at is null or last_used_at < now())
     $$`,
  ...forScim('note_credential_use(uuid)'),
];

function forScim(name: string): string[] {
  return [`revoke all on function ${name} from public`, `grant execute on function ${name} to ${SCIM}`];
}
