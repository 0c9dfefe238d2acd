import { insertMany, replaced, valuesOf, type Transaction } from '#postgres';
import type { Person } from '../../rules/person.js';
import { PERSON } from './person-columns.js';

const SAVE_PEOPLE = `${insertMany('people', PERSON)}
      on conflict (tenant_id, user_id) do update
     set ${replaced(PERSON, ['tenant_id', 'user_id'])}`;

/** Each person at most once. Nobody else writes these rows: see load-people. */
export async function savePeople(tx: Transaction, people: readonly Person[]): Promise<void> {
  if (people.length === 0) return;
  await tx.query({ name: 'save-people', text: SAVE_PEOPLE }, valuesOf(PERSON, people));
}
