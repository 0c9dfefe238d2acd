import { digested } from '#postgres';
import { digestOf } from '#projection';
import { EMPLOYEE } from './statements/employee-columns.js';

interface Table {
  readonly name: string;
  /** Everything that the events say; no local clock and no number of arrival is in these tables. */
  readonly columns: string;
  /** Tenant and id unless told. */
  readonly order?: string;
  /** What a line is of, where it is not a row. */
  readonly group?: string;
}

const TABLES: readonly Table[] = [
  {
    name: 'employees',
    columns: digested(EMPLOYEE),
  },
  {
    name: 'employee_versions',
    // Without its place in the topic: that is the bus's, and another after a topic was copied.
    columns: `tenant_id, id, version, valid_from at time zone 'UTC', event_id, resource,
      previous_from at time zone 'UTC', connection_id, credential_id, request_id, reference_names`,
    order: 'tenant_id, id, version',
  },
  {
    name: 'reporting_lines',
    columns: `tenant_id, id, version, active, manager_id, manager_mail_key, mail_key, employee_number,
      valid_from at time zone 'UTC', valid_to at time zone 'UTC'`,
    order: 'tenant_id, id, version',
  },
  {
    name: 'attribute_changes',
    columns: 'tenant_id, id, path, version, before, after',
    order: 'tenant_id, id, path, version',
  },
  // A line an employee.
  {
    name: 'employee_words',
    columns: `tenant_id, id, bool_and(active), string_agg(word || ' ' || kind, ' ' order by word)`,
    group: 'tenant_id, id',
  },
  {
    name: 'employee_pairs',
    columns: `tenant_id, id, bool_and(active), string_agg(pair, ' ' order by pair)`,
    group: 'tenant_id, id',
  },
  {
    name: 'groups',
    columns: `tenant_id, id, version, changed_at at time zone 'UTC', deleted, display_name, name_key, external_id, member_count`,
  },
  {
    name: 'group_members',
    columns: 'tenant_id, group_id, member_id, is_group',
    order: 'tenant_id, group_id, member_id',
  },
  {
    name: 'sensitive_values',
    columns: 'tenant_id, id, version, given',
    order: 'tenant_id, id, version',
  },
  {
    name: 'hidden_attributes',
    columns: `tenant_id, name, until at time zone 'UTC'`,
    order: 'tenant_id, name',
  },
  {
    name: 'tenant_zones',
    columns: 'tenant_id, version, time_zone',
    order: 'tenant_id',
  },
];

/** A line a row: its columns as a JSON array, in order of tenant, resource and version. */
export const digestProjection = digestOf(
  TABLES.map(({ name, columns, group, order = 'tenant_id, id' }) => ({
    heading: name,
    lines: `
    select jsonb_build_array(${columns})::text as line
      from ${name}${
        group === undefined
          ? ''
          : `
     group by ${group}`
      }
     order by ${order}`,
  })),
);
