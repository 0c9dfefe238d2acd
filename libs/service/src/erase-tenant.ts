import { escapeLiteral } from 'pg';

/** Rows of a tenant in a table that does not say whose they are. */
export interface RowsOfTenant {
  /** With its schema. */
  readonly table: string;
  /** A condition of SQL, where `$1` is the tenant. */
  readonly where: string;
}

export interface Erasing {
  /** What belongs to a tenant and does not say so. */
  readonly rows?: readonly RowsOfTenant[];
  /** Of this table it is counted, too, how many there were of each kind, which is an expression of SQL. */
  readonly kinds?: { readonly table: string; readonly by: string };
}

/**
 * Statements that make `public.erase_tenant(tenant, most)`: it removes at most so many rows of a tenant that has ended, whichever
 * table they stand in, and counts them. The owner's function, so that the roles of the processes go on without the right to delete.
 * It looks for its tables when it is called: a new one with a column `tenant_id`, a schema that a rebuild kept, and one that it
 * is filling are among them. What says that the tenant has ended stays: `ended_tenants`, and scim-api's `tenant_ends`.
 *
 * It answers how many went; 0: nothing is left; null: not now, because some events of the tenant are not published yet. Who comes
 * while somebody is at it waits for the batch. *Looks again*: a transaction that asked before the tenant had ended may still add
 * rows. Such a one has its number before the first call has (it has written its offset), so a call that finds nothing is the last one only if
 * all that were under way at the first call had ended when it began; `erased_at` says so.
 */
export function eraseTenantFunction(erasing: Erasing): string[] {
  return [functionText(erasing), 'revoke all on function public.erase_tenant(uuid, integer) from public'];
}

// Children before parents, as far as counting who refers to them tells; where it does not, the foreign key says so, and the
// next call finds the parent free. What no index leads to by tenant comes last: it is read whole.
const PLACES = `
          select format('%I.%I', n.nspname, c.relname) as name,
                 coalesce(pg_partition_root(c.oid), c.oid)::regclass::text as label,
                 case when a.attname = 'key' then $q$starts_with(key, $1::text || '/')$q$ else 'tenant_id = $1' end as condition,
                 row_number() over (order by not exists (select from pg_index i
                                                          where i.indrelid = c.oid and i.indkey[0] = a.attnum),
                                             (select count(*) from pg_constraint f
                                               where f.contype = 'f' and f.confrelid = c.oid),
                                             c.oid) as turn
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
            join pg_namespace n on n.oid = c.relnamespace
           where not a.attisdropped
             and n.nspname !~ '^(pg_|information_schema$)'
             and n.nspname || '.' || c.relname not in ('public.ended_tenants', 'public.tenant_ends')
             and (a.attname = 'tenant_id' and a.atttypid = 'uuid'::regtype
                  or a.attname = 'key' and c.relname in ('parked_events', 'accepted_gaps'))`;

const WAITING = `
      select format('%I.%I', n.nspname, c.relname) as name
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
       where c.relname = 'outbox_unpublished'
         and c.relkind = 'r'`;

const DELETE = 'delete from %1$s where ctid = any (array (select ctid from %1$s where %2$s limit $2))';

/** Removes a batch of `place`, and says in `gone` how many that were. */
function deletion(kinds: Erasing['kinds']): string {
  const all = `
           execute format('${DELETE}', place.name, place.condition) using of_tenant, room;
           get diagnostics gone = row_count;`;
  if (kinds === undefined) return all;
  const { table, by } = kinds;
  return `
           if place.name = ${escapeLiteral(table)} then
             gone := 0;
             for kind in execute format('with gone as (${DELETE} returning ${by} as name)
                                         select name, count(*) as n from gone group by name',
                                        place.name, place.condition) using of_tenant, room
             loop
               gone := gone + kind.n;
               ended.kinds := jsonb_set(ended.kinds, array[kind.name],
                                        to_jsonb(coalesce((ended.kinds ->> kind.name)::bigint, 0) + kind.n));
             end loop;
           else${all}
           end if;`;
}

function functionText({ rows = [], kinds }: Erasing): string {
  const given = rows.map(({ table, where }) => `(${escapeLiteral(table)}, ${escapeLiteral(where)})`);
  const places =
    given.length === 0
      ? PLACES
      : `select t as name, t as label, w as condition, 0 as turn from (values ${given.join(', ')}) as given (t, w)
           union all${PLACES}`;
  return `create or replace function public.erase_tenant(of_tenant uuid, most integer)
     returns integer
     language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
     as $erase$
     declare
       ended public.ended_tenants;
       place record;
       kind record;
       room integer := most;
       gone bigint;
       waits boolean;
       is_alone boolean;
     begin
       select * into ended from public.ended_tenants e where e.tenant_id = of_tenant for update;
       if not found then return null; end if;
       is_alone := coalesce(pg_snapshot_xmin(pg_current_snapshot()) > ended.settled_after, false);
       for place in ${WAITING}
       loop
         execute format('select exists (select from %s where tenant_id = $1)', place.name) into waits using of_tenant;
         if waits then return null; end if;
       end loop;
       for place in ${places}
           order by turn
       loop
         exit when room <= 0;
         begin${deletion(kinds)}
         exception when foreign_key_violation then
           gone := 0;
         end;
         continue when gone = 0;
         room := room - gone;
         ended.rows := jsonb_set(ended.rows, array[place.label],
                                 to_jsonb(coalesce((ended.rows ->> place.label)::bigint, 0) + gone));
       end loop;
       update public.ended_tenants e
          set rows = ended.rows,
              kinds = ended.kinds,
              looked_at = clock_timestamp(),
              settled_after = coalesce(e.settled_after, pg_current_xact_id()),
              erased_at = case when is_alone and room = most then coalesce(e.erased_at, clock_timestamp()) else e.erased_at end
        where e.tenant_id = of_tenant;
       return most - room;
     end
     $erase$`;
}
