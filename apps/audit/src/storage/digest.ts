import { digestOf } from '#projection';

/**
 * Everything that the events say, ordered by resource and version; no local clock and no number of arrival. Refusals
 * have no version and stand before the writes of their resource, those without a resource first, in order of id.
 */
const LINES = `
  select json_build_array(tenant_id, coalesce(resource_id, ''), coalesce(resource_version, 0), id,
                          time at time zone 'UTC', type, outcome, connection_id, credential_id, resource_type, changes,
                          request_id, reason, method, status, scim_type, count, period_from at time zone 'UTC',
                          period_to at time zone 'UTC', path, rule, act, operator)::text as line
    from entries
   order by tenant_id, coalesce(resource_id, ''), coalesce(resource_version, 0), id`;

/** The canonical digest of the log that the search path names: equal for two logs of the same events. */
export const digestLedger = digestOf([{ lines: LINES }]);
