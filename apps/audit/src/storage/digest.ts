import { digested } from '#postgres';
import { digestOf } from '#projection';
import { ENTRY } from './statements/entry-columns.js';

const KEYS = ['tenant_id', 'resource_id', 'resource_version', 'id'] as const;
const ORDER = `tenant_id, coalesce(resource_id, ''), coalesce(resource_version, 0), id`;

/**
 * The canonical digest of the log that the search path names: everything that the events say, ordered by resource and
 * version; no local clock and no number of arrival. Refusals have no version and stand before the writes of their
 * resource, those without a resource first, in order of id.
 */
export const digestLedger = digestOf([
  {
    lines: `
  select json_build_array(${ORDER}, ${digested(ENTRY, KEYS)})::text as line
    from entries
   order by ${ORDER}`,
  },
]);
