import type { Transaction } from '#postgres';

/** Two are enough to know that it is not one alone. The length is the index's condition. */
const FIND_OWN = `
  select e.id
    from employees e
   where e.external_id = $1::text
     and length(e.external_id) <= 256
     and not e.deleted
     and e.active
   limit 2`;

/** The one active employee whom the identity provider knows by this id; null: nobody, or several. */
export async function findOwn(tx: Transaction, externalId: string): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({ name: 'find-own', text: FIND_OWN }, [externalId]);
  const [own, another] = rows;
  return own === undefined || another !== undefined ? null : own.id;
}
