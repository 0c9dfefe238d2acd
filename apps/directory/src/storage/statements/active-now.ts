import type { Transaction } from '#postgres';

/** Who is an employee, and active: a version that leapt may have taken somebody out of work whom the lines still have in it. */
export const ACTIVE_NOW = `
  select e.id,
         e.active
    from unnest($1::text[]) as wanted (id)
   cross join lateral (
         select e.id, e.active from employees e where e.id = wanted.id and not e.deleted limit 1) as e`;

export async function activeNow(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const { rows } = await tx.query<{ id: string; active: boolean }>({ name: 'active-now', text: ACTIVE_NOW }, [ids]);
  return new Map(rows.map(({ id, active }) => [id, active]));
}
