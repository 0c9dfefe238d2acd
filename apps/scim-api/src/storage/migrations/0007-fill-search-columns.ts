import type { QueryRunner } from 'typeorm';
import { backfill, migration } from '#postgres';
import { ENTERPRISE_USER_URN, foldCase, type UserAttributes } from '#scim';
import { tenantGrams } from '../statements/name-grams.js';

/**
 * Fills the columns of migrations 0003 and 0006 and counts, for 0005, who was there before its triggers. A database that
 * an earlier release brought to 0006 has all of it: there the search columns are left alone, and the count adds nothing.
 */
export const FillSearchColumns0007 = migration(
  'FillSearchColumns1764000000007',
  async (runner) => {
    for (const [table, type] of [['users', 'User'] as const, ['groups', 'Group'] as const]) {
      await runner.query(countThoseBefore(table), [type]);
    }
    if (!(await hasGrams(runner))) await backfill(runner, SEARCH_COLUMNS);
  },
  { transaction: false },
);

/**
 * One statement sees one moment: what is counted there and what the triggers have counted until then. The difference
 * is who was there before them, and nothing when this runs again; writers add to the same numbers meanwhile.
 */
function countThoseBefore(table: string): string {
  return `
    insert into resource_counts as c
    select t.tenant_id, $1::text, 0, t.total - coalesce(k.total, 0)
      from (select tenant_id, count(*) as total from ${table} group by tenant_id) as t
      left join (select tenant_id, sum(total)::bigint as total
                   from resource_counts
                  where resource_type = $1::text
                  group by tenant_id) as k using (tenant_id)
     where t.total <> coalesce(k.total, 0)
     order by t.tenant_id
        on conflict (tenant_id, resource_type, shard) do update set total = c.total + excluded.total`;
}

/** True where the index of grams is: it was made after they were. */
async function hasGrams(runner: QueryRunner): Promise<boolean> {
  const found = (await runner.query(
    `select 1
       from pg_indexes
      where schemaname = 'public' and indexname = 'users_display_name' and indexdef like '%(display_name_grams)%'`,
  )) as unknown[];
  return found.length > 0;
}

interface UserRow {
  readonly key: string;
  readonly tenant_id: string;
  readonly attributes: string;
}

/** In JavaScript, because what `lower()` does depends on the database's locale. */
const SEARCH_COLUMNS = {
  name: 'users: display name, employee number, grams',
  next: `
    select id as key, tenant_id, attributes
      from users
     where id > coalesce(nullif($1::text, ''), '00000000-0000-0000-0000-000000000000')::uuid
     order by id
     limit $2::int
       for no key update`,
  fill: (rows: readonly UserRow[]) => {
    const users = rows.map(({ attributes }) => JSON.parse(attributes) as UserAttributes);
    const names = users.map(({ displayName }) => (displayName === undefined ? null : foldCase(displayName)));
    return {
      text: `
        update users u
           set display_name_key = t.name, employee_number = t.number, display_name_grams = t.grams::int4[]
          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as t(id, name, number, grams)
         where u.id = t.id`,
      values: [
        rows.map(({ key }) => key),
        names,
        users.map(employeeNumberOf),
        rows.map(({ tenant_id: tenant }, at) => gramsOf(tenant, names[at] ?? null)),
      ],
    };
  },
};

function employeeNumberOf(user: UserAttributes): string | null {
  const number = user[ENTERPRISE_USER_URN]?.employeeNumber;
  return number === undefined ? null : foldCase(number);
}

function gramsOf(tenant: string, name: string | null): string | null {
  return name === null ? null : `{${tenantGrams(tenant, name).join(',')}}`;
}
