import { hash } from 'node:crypto';
import type { QueryConfig } from 'pg';
import type { ResourceTypeName } from '#scim';
import { RESOURCE_COLUMNS } from '../resource-row.js';
import { render, type Sql } from './sql.js';

const TABLES: Readonly<Record<ResourceTypeName, string>> = { User: 'users', Group: 'groups' };

/** Of a page's attributes; at least one row is answered. 64 pages may be read at once: 200 people take about 200 kB. */
export const MAX_PAGE_BYTES = 2_097_152;

/** Of a page that a look-up finds: sixteen of them are asked for at once by one tenant, beside its lists. */
export const LOOK_UP_PAGE_BYTES = 262_144;

const COUNT_ALL = `
  select coalesce(sum(total), 0)::int4 as total
    from resource_counts
   where tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
     and resource_type = $1::text`;

const EVERY_ROW: Sql = () => 'true';

/** How many rows match; how many there are is kept (migration 0005). */
export function countRows(type: ResourceTypeName, candidates: Sql | null, isFixed = false): QueryConfig {
  if (candidates === null) return { name: 'count-all', text: COUNT_ALL, values: [type] };
  return statement(
    (bind) => `
  select count(*)::int4 as total
    from ${TABLES[type]}
   where ${candidates(bind)}`,
    isFixed,
  );
}

/** An order that an index gives: of ids, which are in the order of creation, or of the unique name. */
export interface IndexedOrder {
  readonly by: 'id' | 'name';
  readonly isDescending: boolean;
}

export interface PagePlace {
  /** Behind this row in the order; the name's column is normalised. Null: from the beginning. */
  readonly after: { readonly name: string; readonly id: string } | null;
  readonly offset: number;
  readonly limit: number;
}

interface PageOptions {
  readonly order: IndexedOrder;
  readonly place: PagePlace;
  /** The text is one of few: see {@link statement}. */
  readonly isFixed?: boolean;
  /** {@link MAX_PAGE_BYTES} by default. */
  readonly bytes?: number;
}

/**
 * The rows of a page, and in `more` how many there are of the rows asked for. Ids give a stable order (RFC 7644
 * §3.4.2.4): a user that is created meanwhile comes last, one that is deleted moves those behind it. A page ends early
 * when its rows would be more than `bytes`, which §3.4.2.4 allows: the client goes on behind what it got.
 *
 * The page's ids are found in the index alone, and its rows are fetched then: an offset of 100,000 reads no row that it
 * skips. An array and no join, which would read the whole table where the planner expects a longer page.
 */
export function pageOfRows(
  type: ResourceTypeName,
  candidates: Sql | null,
  { order, place, isFixed = candidates === null, bytes = MAX_PAGE_BYTES }: PageOptions,
): QueryConfig {
  const table = TABLES[type];
  const name = NAME_COLUMNS[type];
  const direction = order.isDescending ? 'desc' : 'asc';
  const columns = order.by === 'id' ? ['id'] : [name, 'id'];
  const ordering = columns.map((column) => `${column} ${direction}`).join(', ');
  return statement((bind) => {
    const after = behind(order, place.after, name)(bind);
    return `
  select ${RESOURCE_COLUMNS}, found
    from (
      select r.*, count(*) over () as found, row_number() over (order by ${ordering}) as position,
             sum(octet_length(attributes)) over (order by ${ordering}) as bytes
        from ${table} r
         where r.id = any (array(
                 select id
                   from ${table}
                  where ${(candidates ?? EVERY_ROW)(bind)} and ${after}
                  order by ${ordering}
                  limit ${bind(place.limit, 'int4')}
                 offset ${bind(place.offset, 'int8')}))) as sized
   where bytes <= ${bind(bytes, 'int8')} or position = 1
   order by position`;
  }, isFixed);
}

const NAME_COLUMNS: Readonly<Record<ResourceTypeName, string>> = { User: 'user_name_key', Group: 'display_name_key' };

function behind({ by, isDescending }: IndexedOrder, after: PagePlace['after'], name: string): Sql {
  if (after === null) return EVERY_ROW;
  const sign = isDescending ? '<' : '>';
  if (by === 'id') return (bind) => `id ${sign} ${bind(after.id, 'uuid')}`;
  return (bind) => `(${name}, id) ${sign} (${bind(after.name, 'text')}, ${bind(after.id, 'uuid')})`;
}

/** Bytes of a slice's attributes; at least one row is answered. A megabyte is parsed in 5 to 10 ms, row by row. */
export const MAX_SLICE_BYTES = 1_048_576;

/**
 * A slice of candidates in id order, with what the database has to say of each (`d0`, `d1` …), with its bytes in `size`, and in
 * `found` how many rows there are of those asked for: a slice ends early at {@link MAX_SLICE_BYTES}. How large a value is
 * stands beside its place, so what is cut off is not fetched.
 */
export function sliceOfRows(
  type: ResourceTypeName,
  { candidates, decided }: { readonly candidates: Sql | null; readonly decided: readonly Sql[] },
  { after, limit }: { readonly after: string | null; readonly limit: number },
): QueryConfig {
  const table = TABLES[type];
  return statement(
    (bind) => {
      const columns = decided.map((sql, index) => `, (${sql(bind)}) as d${index}`).join('');
      const behindLast = after === null ? 'true' : `${table}.id > ${bind(after, 'uuid')}`;
      return `
  select *
    from (
      select s.*, count(*) over () as found, row_number() over (order by id) as position,
             sum(size) over (order by id) as bytes
        from (
          select ${RESOURCE_COLUMNS}, octet_length(attributes) as size${columns}
            from ${table}
           where ${(candidates ?? EVERY_ROW)(bind)} and ${behindLast}
           order by id
           limit ${bind(limit, 'int4')}) as s) as sized
   where bytes <= ${bind(MAX_SLICE_BYTES, 'int8')} or position = 1
   order by position`;
    },
    candidates === null && decided.length === 0,
  );
}

/** These rows, in this order, as far as they are no more than {@link MAX_PAGE_BYTES}; the first of them at least. */
export function rowsInOrder(type: ResourceTypeName, ids: readonly string[]): QueryConfig {
  return { name: `${TABLES[type]}-in-order`, text: IN_ORDER[type], values: [ids, MAX_PAGE_BYTES] };
}

const inOrder = (table: string): string => `
  select ${RESOURCE_COLUMNS}
    from (
      select r.*, sum(octet_length(r.attributes)) over (order by asked.position) as bytes,
             row_number() over (order by asked.position) as position
        from unnest($1::uuid[]) with ordinality as asked(id, position)
        join ${table} r on r.id = asked.id) as sized
   where bytes <= $2::int8 or position = 1
   order by position`;

const IN_ORDER: Readonly<Record<ResourceTypeName, string>> = { User: inOrder('users'), Group: inOrder('groups') };

/** All rows of a condition that at most one can match. */
export function uniqueRow(type: ResourceTypeName, candidates: Sql, isFixed = false): QueryConfig {
  return statement(
    (bind) => `
  select ${RESOURCE_COLUMNS}
    from ${TABLES[type]}
   where ${candidates(bind)}`,
    isFixed,
  );
}

/**
 * Prepared statements stay with their connection for ever, so only a text that no filter makes has a name (`isFixed`): those
 * of lists without one, and of look-ups by one name, whose texts are few whatever is asked (`queries/look-up.ts`).
 */
function statement(sql: Sql, isFixed: boolean): QueryConfig {
  const { text, values } = render(sql);
  return { ...(isFixed ? { name: nameOf(text) } : {}), text, values: [...values] };
}

const names = new Map<string, string>();

/** PostgreSQL takes 63 characters. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `read-${hash('sha256', text, 'base64url')}`;
  names.set(text, name);
  return name;
}
