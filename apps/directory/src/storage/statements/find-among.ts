import type { Transaction } from '#postgres';
import { groupArrays, type WordGroups } from '../../projection/word-ranges.js';
import { HAS_ALL } from './walk-words.js';

/** Who of some people has a word of each group, in the order in which they are given: look-ups for each, however large the company. */
export const FIND_AMONG = `
  select walked.id
    from unnest($1::text[]) with ordinality as walked (id, nth)
   where (${HAS_ALL('$5', '$2::int[], $3::text[], $4::text[]', '$6')})
   order by walked.nth
   limit $7::int`;

export interface Among {
  readonly ids: readonly string[];
  readonly kinds: readonly number[];
  readonly limit: number;
}

export async function findAmong(tx: Transaction, groups: WordGroups, { ids, kinds, limit }: Among): Promise<string[]> {
  if (ids.length === 0) return [];
  const values = [ids, ...groupArrays(groups), groups.length, kinds, limit];
  const { rows } = await tx.query<{ id: string }>({ name: 'find-among', text: FIND_AMONG }, values);
  return rows.map(({ id }) => id);
}
