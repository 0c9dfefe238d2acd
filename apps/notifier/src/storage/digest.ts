import { digested } from '#postgres';
import { digestOf } from '#projection';
import { PERSON } from './statements/person-columns.js';

/** Who is known, and what of the tenants. Of an initial cycle its beginning: when it was heard to end, a clock says. */
export const digestNotifier = digestOf([
  {
    heading: 'people',
    lines: `
      select jsonb_build_array(${digested(PERSON)})::text as line
        from people
       order by tenant_id, user_id collate "C"`,
  },
  {
    heading: 'tenants',
    lines: `
      select jsonb_build_array(tenant_id, version, name, notification_address, connections, domains,
                               coalesce(silent, '[]'), coalesce(addresses, '{}'))::text as line
        from tenants
       order by tenant_id`,
  },
  {
    heading: 'cycles',
    lines: `
      select jsonb_build_array(tenant_id, first_create_at at time zone 'UTC')::text as line
        from cycles
       order by tenant_id`,
  },
]);
