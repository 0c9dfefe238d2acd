const SCIM = 'rollcall_scim';
const ADMIN = 'rollcall_admin';

/** Of one shadow: what is beyond is refused, and nothing of the write is kept. */
const MAX_RESOURCES = 100_000;
const MAX_MEMBERSHIPS = 1_000_000;

// Each resource comes once: its id is never used again, and what was touched stays so. The row of the shadow is locked by the
// transaction.
export const LIMITS = [
  `create function shadow_came()
     returns trigger
     language plpgsql set search_path = pg_catalog, public
     as $$
     declare
       whose uuid;
       came bigint;
       largest bigint;
     begin
       select min(f.tenant_id::text)::uuid, count(*) into whose, came from fresh f;
       if came = 0 then return null; end if;
       if tg_argv[0] = 'Member' then
         update public.shadows s set memberships = s.memberships + came where s.tenant_id = whose
         returning s.memberships - ${MAX_MEMBERSHIPS} into largest;
       else
         insert into public.shadow_touched (tenant_id, id, resource_type)
         select f.tenant_id, f.id, tg_argv[0] from fresh f
             on conflict do nothing;
         update public.shadows s set resources = s.resources + came where s.tenant_id = whose
         returning s.resources - ${MAX_RESOURCES} into largest;
       end if;
       if largest > 0 then raise exception 'the shadow is full' using errcode = 'RC100'; end if;
       return null;
     end
     $$`,
  'revoke all on function shadow_came() from public',
  ...came('shadow_users', 'User'),
  ...came('shadow_groups', 'Group'),
  ...came('shadow_members', 'Member'),
];

function came(table: string, type: string): string[] {
  return [
    `create trigger ${table}_came after insert on ${table} referencing new table as fresh
       for each statement execute function shadow_came('${type}')`,
  ];
}

export const NOTE_CHANGES = [
  `create function shadow_went()
     returns trigger
     language plpgsql set search_path = pg_catalog, public
     as $$
     begin
       update public.shadow_touched t
          set gone = true
         from gone g
        where t.tenant_id = g.tenant_id
          and t.id = g.id;
       return null;
     end
     $$`,
  'revoke all on function shadow_went() from public',
  ...['shadow_users', 'shadow_groups'].map(
    (table) => `create trigger ${table}_went after delete on ${table} referencing old table as gone
       for each statement execute function shadow_went()`,
  ),
];

/**
 * The outbox as a shadow sees it: what is about people and groups goes to topics of its own. It has no version there, by which
 * the outbox would take it for the resource's own.
 */
export const OF_OUTBOX = [
  `create view shadow.outbox with (security_invoker = true) as
     select id, tenant_id, resource_id, resource_version, topic, headers, value
       from public.outbox`,
  `create function shadow.append()
     returns trigger
     language plpgsql set search_path = pg_catalog, pg_temp
     as $$
     declare
       own text := case new.topic when 'rollcall.users.v1' then 'rollcall.shadow.users.v1'
                                  when 'rollcall.groups.v1' then 'rollcall.shadow.groups.v1' end;
     begin
       insert into public.outbox (id, tenant_id, resource_id, resource_version, topic, headers, value)
       values (new.id, new.tenant_id, new.resource_id, case when own is null then new.resource_version end,
               coalesce(own, new.topic), new.headers, new.value);
       return new;
     end
     $$`,
  'revoke all on function shadow.append() from public',
  `create trigger outbox_append instead of insert on shadow.outbox for each row execute function shadow.append()`,
  `grant insert on shadow.outbox to ${SCIM}`,
];

// As the owner: the admin role sees no resource. What was touched goes first, so that nothing is noted of what follows.
const CLEARED = ['touched', 'matched', 'refusals', 'members', 'emails', 'groups', 'users'];

export const CLEAR = [
  clearing('create', `delete from public.brake_minutes m where m.connection_id = of_connection;`),
  // What was counted in the shadow ended nobody: the brake counts anew what does.
  `create function begin_counting(of_tenant uuid)
     returns void
     language sql security definer set search_path = pg_catalog, pg_temp
     as $$
       delete from public.brake_minutes m
        where m.connection_id = (select s.connection_id from public.shadows s where s.tenant_id = of_tenant);
       update public.brakes b
          set engaged_at = null, held = 0
        where b.connection_id = (select s.connection_id from public.shadows s where s.tenant_id = of_tenant)
          and b.upheld_at is null
     $$`,
  // Before the tenant is known: whoever asks has the connection's own credential.
  `create function connection_shadow(of_connection uuid)
     returns text
     language sql stable security definer set search_path = pg_catalog, pg_temp
     as $$
       select s.state from public.shadows s where s.connection_id = of_connection
     $$`,
  'revoke all on function clear_shadow(uuid, boolean), begin_counting(uuid), connection_shadow(uuid) from public',
  `grant execute on function clear_shadow(uuid, boolean), begin_counting(uuid) to ${ADMIN}`,
  `grant execute on function connection_shadow(uuid) to ${SCIM}`,
];

/** @param brake what becomes of what the brake of the connection has counted */
function clearing(create: 'create' | 'create or replace', brake: string): string {
  return `${create} function clear_shadow(of_tenant uuid, is_over boolean)
     returns void
     language plpgsql security definer set search_path = pg_catalog, pg_temp
     as $$
     declare
       of_connection uuid;
       of_state text;
     begin
       select s.connection_id, s.state into of_connection, of_state
         from public.shadows s where s.tenant_id = of_tenant for update;
       ${CLEARED.map((name) => `delete from public.shadow_${name} t where t.tenant_id = of_tenant;`).join('\n       ')}
       ${brake}
       if is_over then
         delete from public.shadows s where s.tenant_id = of_tenant;
       else
         update public.shadows s
            set state = 'open', started_at = clock_timestamp(), resources = 0, memberships = 0, asked_at = null, asked_by = null,
                reason = null, request_id = null, held = false, leased_until = null
          where s.tenant_id = of_tenant;
       end if;
     end
     $$`;
}

/** What was counted in a shadow ended nobody. What was counted as it went live did, and counts for its hour. */
export const CLEAR_KEEPING_COUNTS = clearing(
  'create or replace',
  `if of_state = 'open' then delete from public.brake_minutes m where m.connection_id = of_connection; end if;`,
);
