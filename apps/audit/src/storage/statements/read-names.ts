import type { Transaction } from '#postgres';
import { nameKey } from '../../ledger/names.js';

/** People that a name may stand for, in one question. */
export const MOST_PEOPLE = 100;

/** Those whose name, from one of its words on, or user name begins so. Of the tenant that the transaction is scoped to. */
const PEOPLE_CALLED = `
  select distinct id
    from name_keys
   where key >= $1::text
     and key < $2::text
   limit $3::int`;

/** @returns at most one more than {@link MOST_PEOPLE} */
export async function peopleCalled(tx: Transaction, text: string): Promise<readonly string[]> {
  const key = nameKey(text);
  const { rows } = await tx.query<{ id: string }>({ name: 'audit-people-called', text: PEOPLE_CALLED }, [
    key,
    `${key}\u{10ffff}`,
    MOST_PEOPLE + 1,
  ]);
  return rows.map(({ id }) => id);
}

const NAMES_OF = `
  select distinct on (id) id, name, user_name as "userName"
    from names
   where id = any($1::text[])
   order by id, since desc`;

export interface NameOf {
  readonly id: string;
  readonly name: string;
  readonly userName: string | null;
}

/** What is called what, by id; the last name of what is gone. */
export async function namesOf(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, NameOf>> {
  const { rows } = await tx.query<NameOf & Record<string, unknown>>({ name: 'audit-names-of', text: NAMES_OF }, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}
