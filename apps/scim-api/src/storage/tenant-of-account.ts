import type { TenantOfAccount } from '#outbox';

const TENANT_OF = `
  select tenant_id as "tenantId"
    from readers
   where id = $1::uuid
   union all
  select tenant_id
    from connections
   where id = $1::uuid
   limit 1`;

/** Of a reader, or of a connection, which is a client of the token endpoint, too. As the role `admin`. */
export const tenantOfAccount: TenantOfAccount = async (tx, account) => {
  const { rows } = await tx.query<{ tenantId: string }>(TENANT_OF, [account]);
  return rows[0]?.tenantId ?? null;
};
