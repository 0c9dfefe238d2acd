import { indexKey, type Transaction } from '#postgres';
import { mailKey } from '../../projection/mail-key.js';

export interface NamedEmployee {
  readonly id: string;
  readonly displayName: string;
}

/**
 * Resolved at reading, as managers are: who is named may come later, be renamed or go. Of several with one mail address
 * or number the first by id is meant, as long as the company has not put that right.
 */
export const RESOLVE_REFERENCES = `
  select wanted.named,
         found.id,
         found.display_name as "displayName"
    from unnest($1::text[], $2::text[], $3::text[]) as wanted (named, mail_key, number_key)
   cross join lateral (
           select 1 as rank, e.id, e.display_name
             from employees e
            where e.id = wanted.named and not e.deleted
            union all
           select 2, e.id, e.display_name
             from employees e
            where e.mail_key = wanted.mail_key
            union all
           select 3, e.id, e.display_name
             from employees e
            where e.employee_number = wanted.number_key
            order by 1, 2
            limit 1
         ) as found`;

/** The employees that the values name, by value; those that nobody answers to are not in it. */
export async function resolveReferences(
  tx: Transaction,
  values: readonly string[],
): Promise<ReadonlyMap<string, NamedEmployee>> {
  if (values.length === 0) return new Map();
  const { rows } = await tx.query<NamedEmployee & { readonly named: string }>(
    { name: 'resolve-references', text: RESOLVE_REFERENCES },
    [values, values.map((value) => indexKey(mailKey(value))), values.map((value) => indexKey(value))],
  );
  return new Map(rows.map(({ named, id, displayName }) => [named, { id, displayName }]));
}
