import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';
const SCIM = 'rollcall_scim';

/** The tenant of Entra that a connection trusts. One of them is trusted with its own tokens by one connection at most. */
export const Federation0033 = migration('Federation1764000000033', () => [
  `alter table connections
     add column federation jsonb,
     add check (federation is not null or not methods && '{federated,entraToken}'::text[])`,
  `grant update (federation) on connections to ${ADMIN}`,
  `create unique index connections_entra_token on connections ((federation ->> 'cloud'), (federation ->> 'tenantId'))
    where 'entraToken' = any (methods)`,
  // As find_credential looks across tenants, before it is known which one asks.
  `create function entra_token_connections(most integer)
     returns table (connection_id uuid, tenant_id uuid, tolerance text, inactive_duplicate text, rate_per_second integer,
                    rate_burst integer, unknown_attributes text, federation jsonb)
     language sql stable security definer set search_path = pg_catalog, pg_temp
     as $$
       select n.id, n.tenant_id, n.tolerance, n.inactive_duplicate, n.rate_per_second, n.rate_burst,
              t.unknown_attributes, n.federation
         from public.connections n
         join public.tenants t on t.id = n.tenant_id
        where 'entraToken' = any (n.methods)
        order by n.id
        limit most
     $$`,
  `revoke all on function entra_token_connections(integer) from public`,
  `grant execute on function entra_token_connections(integer) to ${SCIM}`,
]);
