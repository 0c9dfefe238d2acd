import type { Transaction } from '#postgres';

const LIST = `
  select tenant_id as "tenantId", kind, value
    from grandfathered
   where ($1::uuid is null or tenant_id = $1::uuid)
     and ($2::uuid is null or (tenant_id, kind, value) > ($2::uuid, $3::text, $4::text))
   order by tenant_id, kind, value
   limit $5::int`;

const END = `
  delete from grandfathered
   where ($1::uuid is null or tenant_id = $1::uuid)
     and ($2::text is null or kind = $2::text)
     and ($3::text is null or value = $3::text)
  returning tenant_id as "tenantId", kind, value`;

/** What a tenant was mailed before domains were kept: a domain, or its notification address of then. */
export interface Grandfathered {
  readonly tenantId: string;
  readonly kind: 'domain' | 'address';
  readonly value: string;
}

/** null, in each: whatever it is. */
export interface WhichGrandfathered {
  readonly tenantId: string | null;
  readonly kind: Grandfathered['kind'] | null;
  readonly value: string | null;
}

export async function listGrandfathered(
  tx: Transaction,
  { tenantId, after, limit }: { tenantId: string | null; after: Grandfathered | null; limit: number },
): Promise<Grandfathered[]> {
  const values = [tenantId, after?.tenantId ?? null, after?.kind ?? null, after?.value ?? null, limit];
  return (await tx.query<Grandfathered & object>({ name: 'list-grandfathered', text: LIST }, values)).rows;
}

/** @returns those that were there: of them the tenant is mailed no longer */
export async function endGrandfathered(tx: Transaction, which: WhichGrandfathered): Promise<Grandfathered[]> {
  const values = [which.tenantId, which.kind, which.value];
  return (await tx.query<Grandfathered & object>({ name: 'end-grandfathered', text: END }, values)).rows;
}
