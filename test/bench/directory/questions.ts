import { CHANGED_DAYS, CHANGED_FROM, type Company } from './people.js';
import { rolls } from './seeded.js';

const DAY = 86_400_000;

/** What people and programs ask a directory. `of` is the path of the n-th of its kind; null: this company has none such. */
export interface Question {
  readonly name: string;
  /** As OpenAPI has it: what this build does not have is left out. */
  readonly route: string;
  readonly of: (n: number) => string;
  /** Milliseconds at a million people, p99: of the server's processor, and on an idle machine until the answer is there. */
  readonly floors?: { readonly cpu: number; readonly wall: number };
  /** Whether the p99 at the largest size is held against that of the smallest. */
  readonly isSteady?: boolean;
}

const QUICK = { cpu: 3, wall: 20 };
/** A search, and two more for whoever is one mistake away. */
const MISTAKEN = { cpu: QUICK.cpu + 2, wall: 20 };
const PAGED = { cpu: 11, wall: 40 };

/** @param since a cursor of the feed of changes, behind everybody */
export function questionsOf(company: Company, since = ''): readonly Question[] {
  const roll = (salt: string, n: number): number => rolls(`ask ${salt}`, n)();
  const someone = (salt: string, n: number): string => company.id(Math.floor(roll(salt, n) * company.people));
  const manager = (salt: string, n: number): string => company.id(managerAt(company, roll(salt, n)));
  const day = (n: number, salt: string): string => iso(CHANGED_FROM + Math.floor(roll(salt, n) * CHANGED_DAYS) * DAY);
  const person = (n: number) => company.name(Math.floor(roll('search', n) * company.people));
  const q = (text: string): string => `/search?limit=20&q=${encodeURIComponent(text)}`;
  const steady = { floors: QUICK, isSteady: true };
  return [
    { name: 'person', route: '/employees/{id}', of: (n) => `/employees/${someone('person', n)}`, ...steady },
    {
      name: 'person as of a day',
      route: '/employees/{id}/team',
      of: (n) => `/employees/${someone('then', n)}?asOf=${day(n, 'person at')}`,
      ...steady,
    },
    { name: 'team', route: '/employees/{id}/team', of: (n) => `/employees/${manager('team', n)}/team`, ...steady },
    {
      name: 'team as of a day',
      route: '/employees/{id}/team',
      of: (n) => `/employees/${manager('team then', n)}/team?asOf=${day(n, 'team at')}`,
      ...steady,
    },
    { name: 'chain', route: '/employees/{id}/chain', of: (n) => `/employees/${someone('chain', n)}/chain`, ...steady },
    {
      name: 'chain as of a day',
      route: '/employees/{id}/chain',
      of: (n) => `/employees/${someone('chain then', n)}/chain?asOf=${day(n, 'chain at')}`,
      ...steady,
    },
    {
      name: 'below, the first 200',
      route: '/employees/{id}/below',
      of: (n) => `/employees/${manager('below', n)}/below?limit=200`,
      floors: PAGED,
    },
    {
      name: 'below the head, the first 200, as of a day',
      route: '/employees/{id}/below',
      of: (n) => `/employees/${company.id(0)}/below?limit=200&asOf=${day(n, 'below at')}`,
      floors: PAGED,
    },
    ...[1, 30, 365].map((days) => ({
      name: `diff of ${days} ${days === 1 ? 'day' : 'days'}, a page of 100`,
      route: '/diff',
      of: (n: number) => {
        const from = CHANGED_FROM + Math.floor(roll('diff', n) * (CHANGED_DAYS - days)) * DAY;
        return `/diff?limit=100&from=${iso(from)}&to=${iso(from + days * DAY)}`;
      },
      floors: PAGED,
    })),
    { name: 'search, one word', route: '/search', of: (n) => q(person(n).given), ...steady },
    { name: 'search, the beginning of a word', route: '/search', of: (n) => q(begun(person(n).family)), ...steady },
    { name: 'search, two words', route: '/search', of: (n) => q(`${person(n).family} ${person(n).given}`), ...steady },
    {
      name: 'search, a word with a mistake',
      route: '/search',
      of: (n) => q(mistaken(rare(n), n)),
      floors: MISTAKEN,
    },
    // One of these words nobody has: of that, whoever is one mistake away is looked for as of any mistake.
    { name: 'search, the same word without', route: '/search', of: (n) => q(rare(n)), floors: MISTAKEN },
    {
      name: 'list, a page of 50',
      route: '/employees',
      of: (n) => `/employees?limit=50&active=true&cursor=${cursorAt(someone('list', n))}`,
    },
    { name: 'list by name, the first 50', route: '/employees', of: () => '/employees?sort=name&limit=50' },
    { name: 'count by department', route: '/employees/count', of: () => '/employees/count?by=department' },
    { name: 'changes, everybody, a page of 50', route: '/employees/changes', of: () => '/employees/changes?limit=50' },
    {
      name: 'changes, a page of 50',
      route: '/employees/changes',
      of: () => `/employees/changes?limit=50&since=${since}`,
    },
  ];
}

function managerAt(company: Company, at: number): number {
  // All but the last level have people below; the first are the heads.
  let managers = 1;
  while (managers < company.people && company.level(managers) < 7) managers = Math.ceil(managers * 1.2);
  return Math.floor(at * Math.min(managers, company.people));
}

/** A word that few have. */
function rare(n: number): string {
  const roll = rolls('rare', n);
  const begin = 'Brandt Eichel Falken Kronen Lindqvist Rosental Silberman Steinfeld Thornwood Waldhaus'.split(' ');
  return begin[Math.floor(roll() * begin.length)] ?? 'Lindqvist';
}

/** Two letters swapped, one left out, or one wrong. */
function mistaken(word: string, n: number): string {
  const at = 2 + Math.floor(rolls('mistake', n)() * Math.max(1, word.length - 4));
  const [a = '', b = ''] = [word[at], word[at + 1]];
  return (
    [
      `${word.slice(0, at)}${b}${a}${word.slice(at + 2)}`,
      `${word.slice(0, at)}${word.slice(at + 1)}`,
      `${word.slice(0, at)}x${word.slice(at + 1)}`,
    ][n % 3] ?? word
  );
}

const characters = new Intl.Segmenter();

function begun(word: string): string {
  const of = Array.from(characters.segment(word), ({ segment }) => segment);
  return of.slice(0, Math.ceil(of.length / 2)).join('');
}

function cursorAt(id: string): string {
  return Buffer.from(JSON.stringify({ id })).toString('base64url');
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
