import type { Transaction } from '#postgres';
import { Problem } from '#service';
import type { Scope } from '../projection/search-plan.js';
import type { WordGroups } from '../projection/word-ranges.js';
import { activeNow } from '../storage/statements/active-now.js';
import { findAmong } from '../storage/statements/find-among.js';
import { findOwn } from '../storage/statements/find-own.js';
import { listChainAt, listTeamAt, PRESENT } from '../storage/statements/lines-at.js';
import { NO_PERSON } from './own-reports.js';

export interface NearAsked {
  /** An id, or {@link ME}. */
  readonly near?: string | undefined;
  /** Of whoever asks, by the identity provider's id. */
  readonly person?: string | null;
}

const ME = 'me';

/** @throws Problem 403 where whoever asks is nobody here, 400 for an id of nobody */
export async function nearOf(tx: Transaction, { near, person = null }: NearAsked): Promise<string | undefined> {
  if (near === undefined) return undefined;
  if (near !== ME) {
    if (!(await activeNow(tx, [near])).has(near)) throw NOBODY;
    return near;
  }
  const own = person === null ? null : await findOwn(tx, person);
  if (own === null) throw NO_PERSON;
  return own;
}

const NOBODY = new Problem(
  400,
  'invalid-parameter',
  'The parameter near names nobody: send the id of an employee, or `me`, or leave it out.',
  { parameter: 'near' },
);

/** People of each team that are looked at. */
const MOST_OF_TEAM = 100;
/** Who comes first because they are near, and bytes of their ids, which the places of further pages hold; whoever else is so has their place among all. */
const MOST_NEAR = 10;
const MOST_BYTES = 1_000;

/**
 * Who has what was typed among those who work with somebody: the managers above, who reports to the same manager, and who reports to
 * them. The nearest first; nobody near somebody who is not there.
 */
export async function nearHits(tx: Transaction, groups: WordGroups, near: string, scope: Scope): Promise<string[]> {
  const above = (await listChainAt(tx, near, PRESENT)).flatMap(({ id, closes }) => (closes ? [] : [id]));
  const teamOf = (id: string): Promise<string[]> =>
    listTeamAt(tx, { managers: [id], at: PRESENT, limit: MOST_OF_TEAM });
  const [manager] = above;
  const beside = manager === undefined ? [] : await teamOf(manager);
  const below = await teamOf(near);
  const people = new Set([...(manager === undefined ? [] : [manager]), ...below, ...beside, ...above]);
  people.delete(near);
  const ids = await shownOf(tx, [...people], scope);
  const found = await findAmong(tx, groups, { ids, kinds: scope.kinds, limit: MOST_NEAR });
  let bytes = 0;
  return found.filter((id) => (bytes += Buffer.byteLength(id)) <= MOST_BYTES);
}

async function shownOf(tx: Transaction, ids: readonly string[], { withLeavers }: Scope): Promise<string[]> {
  const active = await activeNow(tx, ids);
  return ids.filter((id) => (withLeavers ? active.has(id) : active.get(id) === true));
}
