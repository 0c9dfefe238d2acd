import { hash } from 'node:crypto';
import { ENTERPRISE_USER_URN } from '#contracts';
import type { Employee, Tombstone } from './employee.js';
import { remembered } from './remembered.js';
import { searchable } from './searchable.js';
import { isUnspaced, nameForms, searchWords, shortened, unbroken, SEARCHED_CHARACTERS } from './search-words.js';

/** What a word is of: names and work addresses, the job, or what colleagues are not shown. In the order of their hits. */
export const KINDS = ['name', 'job', 'private'] as const;
export const ALL_KINDS = KINDS.map((_, place) => place);
/** Places of those that a colleague is shown. */
export const SHOWN_KINDS = ALL_KINDS.filter((place) => KINDS[place] !== 'private');
export type Kind = (typeof KINDS)[number];

/** Of an employee what words are of. */
export type Searched = Pick<
  Employee,
  'kind' | 'active' | 'userName' | 'displayName' | 'title' | 'department' | 'mail' | 'employeeNumber' | 'resource'
>;

/** By what an employee is found. */
export interface Terms {
  /** Each word once, as the first kind that has it. */
  readonly words: Readonly<Record<Kind, readonly string[]>>;
  /** Two words of a name, in either order, with a space between. */
  readonly pairs: readonly string[];
  /** Of all of it, and of `active`: the same key, the same rows. */
  readonly key: string;
}

/** Words of one employee that are found; of a hundred mail addresses the first ones. */
export const MOST_WORDS = 96;
const MOST_PAIRS = 48;
/**
 * Characters of the texts of a kind that are looked at, whatever words they have: a thousand addresses that begin alike have few,
 * and took the fold 2.8 s. Somebody has 200.
 */
const MOST_CHARACTERS = 6_000;
/** Words of a name that make pairs. */
const PAIRED = 4;

const known = new WeakMap<Searched, Terms>();

/** null of who was deleted. Made once of each view. */
export function termsOf(view: Searched | Tombstone): Terms | null {
  if (view.kind === 'deleted') return null;
  const made = known.get(view) ?? makeTerms(view);
  known.set(view, made);
  return made;
}

function makeTerms(employee: Searched): Terms {
  const taken: Taken = { words: new Set(), texts: new Set() };
  const words = {
    name: wordsIn(namesOf(employee), taken),
    job: wordsIn([employee.title ?? '', employee.department ?? ''], taken, jobWords),
    private: wordsIn(privatesOf(employee), taken),
  };
  const pairs = pairsOf(employee);
  const key = hash('sha256', JSON.stringify([employee.active, words, pairs]), 'base64url').slice(0, 22);
  return { words, pairs, key };
}

function* namesOf({ displayName, mail, resource: { name, emails } }: Searched): Generator<string> {
  const [given, family] = [name?.givenName ?? '', name?.familyName ?? ''];
  yield displayName;
  yield `${given} ${family}`;
  // Where no space is written, either order is one word.
  if (isUnspaced(given) && isUnspaced(family)) yield `${family} ${given}`;
  yield name?.middleName ?? '';
  yield name?.formatted ?? '';
  yield mail ?? '';
  for (const { type, value } of emails ?? []) if (type === 'work') yield value ?? '';
}

function* privatesOf({ employeeNumber, userName, resource }: Searched): Generator<string> {
  yield employeeNumber ?? resource[ENTERPRISE_USER_URN]?.employeeNumber ?? '';
  yield userName;
  yield resource.nickName ?? '';
  for (const { value } of resource.emails ?? []) yield value ?? '';
}

/** Words that an earlier kind has, and texts that were read for them: one address is often the mail, the user name and a work address. */
interface Taken {
  readonly words: Set<string>;
  readonly texts: Set<string>;
}

function wordsIn(of: Iterable<string>, { words: taken, texts }: Taken, wordsFor = wordsOf): string[] {
  const words: string[] = [];
  let characters = 0;
  for (const text of of) {
    if (text === '' || texts.has(text)) continue;
    if (characters >= MOST_CHARACTERS) return words;
    characters += Math.min(text.length, SEARCHED_CHARACTERS);
    texts.add(text);
    for (const word of wordsFor(text)) {
      if (taken.size >= MOST_WORDS) return words;
      if (taken.has(word)) continue;
      taken.add(word);
      words.push(word);
    }
  }
  return words;
}

/** A mail address is found by its beginning, by the words before the @ and by all that is behind it. */
function wordsOf(text: string): Iterable<string> {
  const at = text.indexOf('@');
  if (at <= 0 || /\s/u.test(text)) return searchWords(text);
  return [...keptWhole(text), ...searchWords(text.slice(0, at)), ...domainWords(text.slice(at + 1))];
}

function keptWhole(text: string): string[] {
  return unbroken(searchable(text.slice(0, SEARCHED_CHARACTERS))).map(shortened);
}

/** Of a company few, as its titles and departments. */
const SHARED = { most: 5_000, longest: 64 } as const;
const domainWords = remembered(keptWhole, SHARED);
const jobWords = remembered((text) => [...wordsOf(text)], SHARED);

function pairsOf({ displayName, resource: { name } }: Searched): string[] {
  const names = new Set([displayName, [name?.givenName, name?.familyName].filter(Boolean).join(' ')]);
  const pairs = new Set<string>();
  for (const words of [...names].flatMap(nameForms)) {
    const first = [...new Set(words)].slice(0, PAIRED);
    for (const one of first) for (const other of first) if (one !== other) pairs.add(`${one} ${other}`);
  }
  return [...pairs].slice(0, MOST_PAIRS);
}
