import { digested } from '#postgres';
import { digestOf } from '#projection';
import { EMPLOYEE } from './statements/employee-columns.js';

interface Table {
  readonly name: string;
  /** Everything that the events say; no local clock and no number of arrival is in these tables. */
  readonly columns: string;
}

const TABLES: readonly Table[] = [
  {
    name: 'employees',
    columns: digested(EMPLOYEE),
  },
  {
    name: 'employee_versions',
    columns: `tenant_id, id, version, valid_from at time zone 'UTC', event_id, resource`,
  },
  { name: 'employee_search', columns: 'tenant_id, id, search_text' },
];

/** A line a row: its columns as a JSON array, in order of tenant, resource and version. */
export const digestProjection = digestOf(
  TABLES.map(({ name, columns }) => ({
    heading: name,
    lines: `
    select jsonb_build_array(${columns})::text as line
      from ${name}
     order by tenant_id, id${name === 'employee_versions' ? ', version' : ''}`,
  })),
);
