import type { Client } from 'pg';

/**
 * Who may do what in the database of a session, as its catalogue has it, a line each and sorted: everything that the set-up's
 * role does not own itself, and every table, function, policy and trigger, because a new one has to be decided as well. Of what
 * PostgreSQL comes with only what was granted since, and functions that write without a table.
 */
export function privilegesIn(session: Client): Promise<string[]> {
  return linesOf(session, IN_DATABASE);
}

/** The same of the whole server: roles, memberships, databases. */
export function privilegesOnServer(session: Client): Promise<string[]> {
  return linesOf(session, ON_SERVER);
}

async function linesOf(session: Client, statements: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const statement of statements) {
    const { rows } = await session.query<{ line: string }>(statement);
    lines.push(...rows.map(({ line }) => line));
  }
  // By code unit, in every locale of the server.
  return lines.sort();
}

/** `name` of who was granted, and what, of an `aclitem[]`; an owner's own rights are left out. */
function grants(acl: string, owner: string): string {
  return `(select case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end as grantee,
                  string_agg(lower(a.privilege_type) || case when a.is_grantable then '*' else '' end, ', '
                             order by a.privilege_type) as privileges
             from aclexplode(${acl}) a
            where a.grantee <> ${owner}
            group by a.grantee)`;
}

/** Less what was there when the server or the extension was made. */
function grantsSince(kind: string, { acl, owner, of }: { acl: string; owner: string; of: string }): string {
  const initial = `coalesce((select i.initprivs from pg_init_privs i
                             where (i.classoid, i.objoid, i.objsubid) = ('${of}'::regclass, o.oid, 0)),
                            acldefault('${kind}', ${owner}))`;
  return `(select case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end as grantee,
                  string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as privileges
             from aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) a
            where a.grantee <> ${owner}
              and not exists (select from aclexplode(${initial}) b
                               where (b.grantee, b.privilege_type) = (a.grantee, a.privilege_type))
            group by a.grantee)`;
}

const OURS = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;
const OF_EXTENSION = `exists (select from pg_depend d where d.objid = o.oid and d.deptype = 'e')`;
const WITHOUT_A_TABLE = `(o.proname ~ '^lo_' or o.proname in ('loread', 'lowrite', 'pg_logical_emit_message'))`;
const HAS_TENANT = `exists (select from pg_attribute t where t.attrelid = o.oid and t.attname = 'tenant_id' and not t.attisdropped)`;
const KIND = `case o.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view'
                             when 'f' then 'foreign table' else 'table' end`;
const IN_SCHEMA = 'join pg_namespace n on n.oid = o.relnamespace';

const RELATIONS = [
  `select ${KIND} || ' ' || n.nspname || '.' || o.relname
          || case when o.relforcerowsecurity then ': row security, its owner’s too'
                  when o.relrowsecurity then ': row security'
                  when 'security_invoker=true' = any (coalesce(o.reloptions, '{}')) then ': by the rights of who asks'
                  when ${HAS_TENANT} then ': of all tenants' else '' end as line
     from pg_class o ${IN_SCHEMA} where ${OURS} and o.relkind in ('r', 'p', 'v', 'm', 'f') and not ${OF_EXTENSION}`,
  `select ${KIND} || ' ' || n.nspname || '.' || o.relname || ': ' || g.grantee || ' ' || g.privileges as line
     from pg_class o ${IN_SCHEMA} cross join lateral ${grants('o.relacl', 'o.relowner')} g
    where ${OURS} and not ${OF_EXTENSION}`,
  `select 'PostgreSQL’s ' || n.nspname || '.' || o.relname || ': ' || g.grantee || ' ' || g.privileges as line
     from pg_class o ${IN_SCHEMA}
    cross join lateral ${grantsSince('r', { acl: 'o.relacl', owner: 'o.relowner', of: 'pg_class' })} g
    where not (${OURS}) and o.relacl is not null and o.relkind in ('r', 'v') and (n.nspname <> 'information_schema' or g.grantee <> 'PUBLIC')`,
  `select 'columns of ' || n.nspname || '.' || o.relname || ': ' || c.grantee || ' ' || c.privilege || ' ('
          || string_agg(c.attname, ', ' order by c.attname) || ')' as line
     from pg_class o ${IN_SCHEMA}
    cross join lateral (select t.attname, lower(a.privilege_type) as privilege,
                               case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee) end as grantee
                          from pg_attribute t cross join lateral aclexplode(t.attacl) a
                         where t.attrelid = o.oid and a.grantee <> o.relowner and (${OURS} or a.grantee <> 0)) c
    group by n.nspname, o.relname, c.grantee, c.privilege`,
  `select 'policy ' || schemaname || '.' || tablename || ': ' || array_to_string(roles, ', ') || ' '
          || case permissive when 'PERMISSIVE' then '' else 'restrictive ' end || lower(cmd)
          || coalesce(' using ' || regexp_replace(qual, '\\s+', ' ', 'g'), '') || coalesce(' check ' || with_check, '') as line
     from pg_policies`,
  `select 'trigger ' || n.nspname || '.' || o.relname || ': ' || t.tgname
          || case t.tgenabled when 'O' then '' else ' (enabled ' || t.tgenabled::text || ')' end as line
     from pg_trigger t join pg_class o on o.oid = t.tgrelid ${IN_SCHEMA} where not t.tgisinternal`,
];

const FUNCTION = `n.nspname || '.' || o.proname || '(' || pg_get_function_identity_arguments(o.oid) || ')'`;
const FUNCTIONS = [
  `select 'function ' || ${FUNCTION} || case when o.prosecdef then ': its owner’s rights' else '' end
          || coalesce(', ' || array_to_string(o.proconfig, ', '), '') as line
     from pg_proc o join pg_namespace n on n.oid = o.pronamespace where ${OURS} and not ${OF_EXTENSION}`,
  `select 'function ' || ${FUNCTION} || ': ' || g.grantee || ' ' || g.privileges as line
     from pg_proc o join pg_namespace n on n.oid = o.pronamespace
    cross join lateral ${grants(`coalesce(o.proacl, acldefault('f', o.proowner))`, 'o.proowner')} g
    where (${OURS} and not ${OF_EXTENSION}) or (n.nspname = 'pg_catalog' and ${WITHOUT_A_TABLE})`,
  `select 'PostgreSQL’s function ' || ${FUNCTION} || ': ' || g.grantee || ' ' || g.privileges as line
     from pg_proc o join pg_namespace n on n.oid = o.pronamespace
    cross join lateral ${grantsSince('f', { acl: 'o.proacl', owner: 'o.proowner', of: 'pg_proc' })} g
    where o.proacl is not null and (not (${OURS}) or ${OF_EXTENSION}) and not ${WITHOUT_A_TABLE}`,
];

const OTHERS = [
  `select 'schema ' || o.nspname || ': ' || g.grantee || ' ' || g.privileges as line
     from pg_namespace o cross join lateral ${grants('o.nspacl', 'o.nspowner')} g where o.nspname !~ '^pg_(toast|temp)'`,
  `select 'default for ' || pg_get_userbyid(o.defaclrole) || coalesce(' in ' || n.nspname, '') || ' (' || o.defaclobjtype::text
          || '): ' || o.defaclacl::text as line
     from pg_default_acl o left join pg_namespace n on n.oid = o.defaclnamespace`,
  `select 'extension ' || extname as line from pg_extension`,
  `select 'type ' || n.nspname || '.' || o.typname || ': ' || o.typacl::text as line
     from pg_type o join pg_namespace n on n.oid = o.typnamespace where o.typacl is not null and ${OURS}`,
  `select 'language ' || o.lanname || ': ' || g.grantee || ' ' || g.privileges as line
     from pg_language o cross join lateral
          ${grantsSince('l', { acl: 'o.lanacl', owner: 'o.lanowner', of: 'pg_language' })} g`,
  `select 'foreign data by ' || fdwname as line from pg_foreign_data_wrapper`,
  `select 'large object ' || oid as line from pg_largeobject_metadata`,
  `select 'publication ' || pubname as line from pg_publication`,
  `select 'event trigger ' || evtname as line from pg_event_trigger`,
  `select 'owned by ' || pg_get_userbyid(s.owner) || ': ' || s.name as line
     from (select relowner as owner, n.nspname || '.' || o.relname as name from pg_class o ${IN_SCHEMA} where ${OURS}
           union all
           select proowner, ${FUNCTION} from pg_proc o join pg_namespace n on n.oid = o.pronamespace where ${OURS} and not ${OF_EXTENSION}
           union all
           select nspowner, n.nspname from pg_namespace n where ${OURS} and n.nspname <> 'public') s
    where s.owner <> (select datdba from pg_database where datname = current_database())`,
];

const IN_DATABASE = [...RELATIONS, ...FUNCTIONS, ...OTHERS];

const ON_SERVER = [
  `select 'role ' || rolname || ':' || case when rolcanlogin then ' login' else '' end
          || case when rolsuper then ' superuser' else '' end || case when rolcreatedb then ' createdb' else '' end
          || case when rolcreaterole then ' createrole' else '' end || case when rolreplication then ' replication' else '' end
          || case when rolbypassrls then ' bypassrls' else '' end
          || case when rolvaliduntil is not null then ' until ' || rolvaliduntil else '' end as line
     from pg_roles where rolname !~ '^pg_'`,
  // PostgreSQL lets whoever makes a role give it away: the owner of the databases, and no role of ours. Below 16384 are its own.
  `select 'member ' || pg_get_userbyid(m.member) || ': of ' || pg_get_userbyid(m.roleid)
          || case when m.inherit_option then ', inherits' else '' end || case when m.set_option then ', may set it' else '' end as line
     from pg_auth_members m
    where (m.inherit_option or m.set_option or m.member not in (select datdba from pg_database))
      and (m.roleid >= 16384 or m.member >= 16384)`,
  `select 'database ' || o.datname || ': ' || g.grantee || ' ' || g.privileges as line
     from pg_database o
    cross join lateral ${grants(`coalesce(o.datacl, acldefault('d', o.datdba))`, 'o.datdba')} g`,
  `select 'setting of ' || coalesce(pg_get_userbyid(nullif(setrole, 0)), 'all') || ': ' || array_to_string(setconfig, ', ') as line
     from pg_db_role_setting`,
  `select 'parameter ' || parname || ': ' || paracl::text as line from pg_parameter_acl`,
  `select 'tablespace ' || o.spcname || ': ' || g.grantee || ' ' || g.privileges as line
     from pg_tablespace o cross join lateral ${grants('o.spcacl', 'o.spcowner')} g`,
];
