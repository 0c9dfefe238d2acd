import { backfill, indexKeySql, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

const KEYS = ['department_key', 'mail_key', 'manager_id', 'employee_number'];

/**
 * Columns by which employees are looked up hold a text's index key (libs/postgres, indexKey), which any index takes. The
 * rows whose texts are longer and did fit are brought to that form; the indexes stay as they are.
 */
export const ShortKeys6 = migration('ShortKeys0000000000006', (runner) => backfill(runner, SHORT_KEYS), {
  transaction: false,
});

interface EmployeeRow {
  readonly key: string;
  readonly tenant_id: string;
  readonly id: string;
}

/** By the primary key; the row that a consumer saves is locked by its partition's transaction alone. */
const SHORT_KEYS = {
  name: 'employees: short keys',
  next: `
    select tenant_id || '/' || id as key, tenant_id, id
      from ${LIVE_SCHEMA}.employees
     where (tenant_id, id) > (coalesce(nullif(split_part($1::text, '/', 1), ''),
                                       '00000000-0000-0000-0000-000000000000')::uuid,
                              substr($1::text, 38))
     order by tenant_id, id
     limit $2::int
       for no key update`,
  fill: (rows: readonly EmployeeRow[]) => ({
    text: `
      update ${LIVE_SCHEMA}.employees e
         set ${KEYS.map((column) => `${column} = ${indexKeySql(`e.${column}`)}`).join(',\n             ')}
        from unnest($1::uuid[], $2::text[]) as t(tenant_id, id)
       where e.tenant_id = t.tenant_id
         and e.id = t.id
         and greatest(${KEYS.map((column) => `length(e.${column})`).join(', ')}) > 512`,
    values: [rows.map((row) => row.tenant_id), rows.map(({ id }) => id)],
  }),
};
