import type { Transaction } from '#postgres';

/** Whether there ever was somebody of that id in the tenant, deleted or not. */
export const FIND_EVER = `
  select exists (select from employee_versions v where v.id = $1::text) as there`;

export async function wasEver(tx: Transaction, id: string): Promise<boolean> {
  const { rows } = await tx.query<{ there: boolean }>({ name: 'find-ever', text: FIND_EVER }, [id]);
  return rows[0]?.there ?? false;
}
