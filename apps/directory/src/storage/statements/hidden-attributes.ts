import type { Transaction } from '#postgres';
import type { HiddenAttribute } from '../../projection/fold-hidden.js';

const LOAD = `
  select h.tenant_id::text as "tenantId", h.name, h.until
    from hidden_attributes h
   where h.tenant_id = any($1::uuid[])`;

/** Of these tenants; most have none. */
export async function loadHidden(tx: Transaction, tenantIds: readonly string[]): Promise<readonly HiddenAttribute[]> {
  if (tenantIds.length === 0) return [];
  return (await tx.query<HiddenAttribute>({ name: 'load-hidden', text: LOAD }, [[...new Set(tenantIds)]])).rows;
}

const SAVE = `
  insert into hidden_attributes (tenant_id, name, until)
  select * from unnest($1::uuid[], $2::text[], $3::timestamptz[])
      on conflict (tenant_id, name) do update
     set until = excluded.until
   where hidden_attributes.until < excluded.until`;
const HIDE = `
  select public.hide_values(current_schema()::text, $1::uuid, $2::text, $3::timestamptz)`;

/** Said before anything is taken out of sight: who folds behind this transaction finds it. */
export async function hideValues(tx: Transaction, hidden: readonly HiddenAttribute[]): Promise<void> {
  if (hidden.length === 0) return;
  await tx.query(SAVE, [
    hidden.map(({ tenantId }) => tenantId),
    hidden.map(({ name }) => name),
    hidden.map(({ until }) => until),
  ]);
  for (const { tenantId, name, until } of hidden) await tx.query(HIDE, [tenantId, name, until]);
}
