import { nameKeys, personNamed } from '#contracts';
import { indexKey, type Transaction } from '#postgres';
import { NAME_SHOWN } from './manager-named.js';

export interface NamedEmployee {
  readonly id: string;
  readonly displayName: string;
}

const NAME_OF_E = `left(e.display_name, ${NAME_SHOWN})`;

/**
 * Resolved at reading, as managers are: who is named may come later, be renamed or go. Gives who answers to a value as id,
 * as address and as number, two of each at most; which of them is meant is the contracts' rule.
 */
export const RESOLVE_REFERENCES = `
  select wanted.named,
         found.kind,
         found.id,
         found.display_name as "displayName"
    from unnest($1::text[], $2::text[], $3::text[]) as wanted (named, mail_key, number_key)
   cross join lateral (
           (select 'byId' as kind, e.id, ${NAME_OF_E} as display_name
              from employees e
             where e.id = wanted.named and not e.deleted)
            union all
           (select 'byMail', e.id, ${NAME_OF_E}
              from employees e
             where e.mail_key = wanted.mail_key
             limit 2)
            union all
           (select 'byNumber', e.id, ${NAME_OF_E}
              from employees e
             where e.employee_number = wanted.number_key
             limit 2)
         ) as found`;

interface Row extends NamedEmployee {
  readonly named: string;
  readonly kind: 'byId' | 'byMail' | 'byNumber';
}

/** The employees that the values name, by value; those that name nobody, or not one alone, are not in it. */
export async function resolveReferences(
  tx: Transaction,
  values: readonly string[],
): Promise<ReadonlyMap<string, NamedEmployee>> {
  if (values.length === 0) return new Map();
  const mailKeys = values.map((value) => nameKeys(value).mailKey);
  const { rows } = await tx.query<Row>({ name: 'resolve-references', text: RESOLVE_REFERENCES }, [
    values,
    mailKeys.map((key) => (key === null ? null : indexKey(key))),
    values.map((value) => indexKey(value)),
  ]);
  return new Map(
    [...Map.groupBy(rows, ({ named }) => named)].flatMap(([named, found]) => {
      const of = (kind: Row['kind']) => found.filter((row) => row.kind === kind);
      const person = personNamed({ byId: of('byId')[0] ?? null, byMail: of('byMail'), byNumber: of('byNumber') });
      return person === null ? [] : [[named, { id: person.id, displayName: person.displayName }] as const];
    }),
  );
}
