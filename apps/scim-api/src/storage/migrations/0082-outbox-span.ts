import { migration } from '#postgres';

const SCIM = 'rollcall_scim';

/** From where to where the outbox reaches, whosever its records are: a tenant's are then looked for a stretch at a time. */
export const OutboxSpan0082 = migration('OutboxSpan1764000000082', () => [
  `create function outbox_span()
     returns table (first bigint, last bigint)
     language sql stable security definer set search_path = pg_catalog, pg_temp
     as $$
       select min(o.id), max(o.id) from public.outbox o
     $$`,
  `revoke all on function outbox_span() from public`,
  `grant execute on function outbox_span() to ${SCIM}`,
]);
