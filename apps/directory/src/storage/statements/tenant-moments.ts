import type { Transaction } from '#postgres';

/** Of the tenant whose rows are seen: when its first event was, whether everything since then is kept, and where its days end. */
export const TENANT_MOMENTS = `
  select (select v.valid_from from employee_versions v order by v.valid_from limit 1) as "firstAt",
         exists (select from missing_past) as "isMissing",
         (select z.time_zone from tenant_zones z limit 1) as "timeZone"`;

export interface TenantMoments {
  /** null: it has had none. */
  readonly firstAt: Date | null;
  /** Folded by a release that kept no past, and not anew since. */
  readonly isMissing: boolean;
  /** null: it has not said. */
  readonly timeZone: string | null;
}

export async function tenantMoments(tx: Transaction): Promise<TenantMoments> {
  const { rows } = await tx.query<TenantMoments>({ name: 'tenant-moments', text: TENANT_MOMENTS });
  return rows[0] ?? { firstAt: null, isMissing: false, timeZone: null };
}
