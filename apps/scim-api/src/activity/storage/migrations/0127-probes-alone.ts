import { migration } from '#postgres';

/**
 * A request that says nothing of a name or of a match is no probe: where it was neither the one nor the other, a cycle that asked
 * for people by their ids alone was counted as a test of the connection.
 */
export const ProbesAlone0127 = migration('ProbesAlone1764000000127', () => [
  `create or replace function is_probe(r requests)
     returns boolean language sql immutable
     as $$
       select coalesce(
         r.method = 'GET' and r.matched = 0 and r.resource_type = 'User'
           and r.user_name ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
         false)
     $$`,
]);
