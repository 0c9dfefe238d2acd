import { migration } from '#postgres';

/**
 * When something of a connection was last served, which is more than that its client signed in: a right token at an address where
 * nothing is says nothing of the Tenant URL. What was a contact until now stays one.
 */
export const Served0122 = migration('Served1764000000122', () => [
  `alter table connections add column last_served_at timestamptz(3)`,
  KNOWN,
  NOTE,
  `revoke all on function note_served(uuid) from public`,
  `grant execute on function note_served(uuid) to rollcall_scim`,
]);

const KNOWN = `
  update connections n
     set last_served_at = greatest(n.last_contact_at,
                                   (select max(c.last_used_at) from credentials c where c.connection_id = n.id))`;

const NOTE = `
  create function note_served(served uuid)
    returns void
    language sql security definer set search_path = pg_catalog, pg_temp
    as $$
      update public.connections
         set last_served_at = now()
       where id = served
         and (last_served_at is null or last_served_at < now())
    $$`;
