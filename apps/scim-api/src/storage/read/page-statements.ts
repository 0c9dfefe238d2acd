import { hash } from 'node:crypto';
import type { QueryConfig } from 'pg';
import type { Paging, ResourceTypeName } from '#scim';
import type { SqlCondition } from './filter-to-sql.js';

const TABLES: Readonly<Record<ResourceTypeName, string>> = { User: 'users', Group: 'groups' };

/** Of a page's attributes; at least one row is answered. 64 pages may be read at once: 200 people take about 200 kB. */
export const MAX_PAGE_BYTES = 2_097_152;

/** How many rows match. */
export function countRows(resourceType: ResourceTypeName, condition: SqlCondition | null): QueryConfig {
  const text = `
  select count(*)::int4 as total
    from ${TABLES[resourceType]}
   where ${condition?.text ?? 'true'}`;
  return statement(text, condition, []);
}

/**
 * The rows of a page in the order of their ids, which are in the order of creation: a stable order (RFC 7644 §3.4.2.4). A
 * user that is created meanwhile comes last; one that is deleted moves those behind it. A page ends early when its rows
 * would be more than {@link MAX_PAGE_BYTES}, which §3.4.2.4 allows: the client goes on behind what it got.
 */
export function pageOfRows(
  resourceType: ResourceTypeName,
  condition: SqlCondition | null,
  { startIndex, count }: Paging,
): QueryConfig {
  const first = condition?.values.length ?? 0;
  const text = `
  select id, version, created, last_modified, attributes
    from (
      select *, sum(octet_length(attributes)) over (order by id) as bytes, row_number() over (order by id) as position
        from (
          select id, version, created, last_modified, attributes
            from ${TABLES[resourceType]}
           where ${condition?.text ?? 'true'}
           order by id
           limit $${first + 1}::int4
          offset $${first + 2}::int8) as page) as sized
   where bytes <= $${first + 3}::int8 or position = 1
   order by id`;
  return statement(text, condition, [count, startIndex - 1, MAX_PAGE_BYTES]);
}

/** All rows of a condition that at most one can match. */
export function uniqueRow(resourceType: ResourceTypeName, condition: SqlCondition): QueryConfig {
  const text = `
  select id, version, created, last_modified, attributes
    from ${TABLES[resourceType]}
   where ${condition.text}`;
  return statement(text, condition, []);
}

// Prepared statements stay with their connection for ever: only texts of which there are few may become one.
const MAX_PREPARED_VALUES = 2;

function statement(text: string, condition: SqlCondition | null, more: readonly unknown[]): QueryConfig {
  const values = [...(condition?.values ?? []), ...more];
  return (condition?.values.length ?? 0) <= MAX_PREPARED_VALUES
    ? { name: nameOf(text), text, values }
    : { text, values };
}

const names = new Map<string, string>();

/** PostgreSQL takes 63 characters. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `read-${hash('sha256', text, 'base64url')}`;
    names.set(text, name);
  }
  return name;
}
