import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/**
 * From when until when a connection trusted tokens of its tenant of Entra, for which it has no credential of its own. Of those that
 * do so before this release it is not known since when: it is told from their beginning.
 */
export const TrustedTimes0126 = migration('TrustedTimes1764000000126', () => [...TABLE, ...KNOWN, ...NOTE]);

/** Those by which no credential of ours is presented. */
const METHODS = `'{federated,entraToken}'::text[]`;

const TABLE = [
  `create table trusted_times (
     id uuid primary key,
     tenant_id uuid not null references tenants on delete cascade,
     connection_id uuid not null references connections on delete cascade,
     method text not null,
     began_at timestamptz(3) not null,
     ended_at timestamptz(3)
   )`,
  'create index trusted_times_tenant on trusted_times (tenant_id, id)',
  'create unique index trusted_times_open on trusted_times (connection_id, method) where ended_at is null',
  'alter table trusted_times enable row level security',
  `create policy trusted_times_admin on trusted_times to ${ADMIN} using (true)`,
  `grant select on trusted_times to ${ADMIN}`,
];

const KNOWN = [
  `insert into trusted_times (id, tenant_id, connection_id, method, began_at)
   select uuidv7(), c.tenant_id, c.id, method, c.created_at
     from connections c
    cross join lateral unnest(c.methods) as method
    where method = any (${METHODS})`,
];

// In the transaction that turns a method on or off; the connection's row, which it has locked, is the order of two.
const NOTE = [
  `create function note_trusted_times()
     returns trigger
     language plpgsql security definer set search_path = pg_catalog, pg_temp
     as $$
     begin
       update public.trusted_times
          set ended_at = clock_timestamp()
        where connection_id = new.id
          and ended_at is null
          and not method = any (new.methods);
       insert into public.trusted_times (id, tenant_id, connection_id, method, began_at)
       select uuidv7(), new.tenant_id, new.id, method, clock_timestamp()
         from unnest(new.methods) as method
        where method = any (${METHODS})
           on conflict do nothing;
       return null;
     end
     $$`,
  'revoke all on function note_trusted_times() from public',
  `create trigger connections_note_trusted_times after insert or update of methods on connections for each row
     execute function note_trusted_times()`,
];
