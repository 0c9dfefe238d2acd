import type { Level } from './level.ts';

interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly active: boolean;
  /** How many report there, where that is counted. */
  readonly directs?: number;
}

/** What is asked for, and what came of it. */
export interface Asked<Of extends Person> {
  readonly level?: Level<Of> | undefined;
  readonly isFailed?: boolean;
}

/** Somebody in the tree, with who is below as far as it is open. */
export interface Branch<Of extends Person> {
  readonly kind: 'person';
  /** The ids from the top to here: in a circle somebody would be there twice. */
  readonly key: string;
  readonly person: Of;
  /** Works here, and whoever leads does not any more. */
  readonly isLeftAlone: boolean;
  /** Is above already: they report to each other. */
  readonly isCircle: boolean;
  /** Nobody is known to be below. */
  readonly isLeaf: boolean;
  readonly rows: readonly Row<Of>[];
}

/** In place of who is below: awaited, failed, or more than are shown. */
export interface Remark {
  readonly kind: 'loading' | 'failed' | 'cut';
  readonly key: string;
}

export type Row<Of extends Person> = Branch<Of> | Remark;

interface Growing<Of extends Person> {
  /** Keys that are open. */
  readonly open: ReadonlySet<string>;
  /** By the id of whom they report to. */
  readonly teams: ReadonlyMap<string, Asked<Of>>;
}

const BETWEEN = '/';

/** The person that a key ends with. */
export function idOf(key: string): string {
  return key.slice(key.lastIndexOf(BETWEEN) + 1);
}

/** The rows of a level, each with those below it that are open. */
export function rowsOf<Of extends Person>(
  level: Level<Of>,
  growing: Growing<Of>,
  above: readonly Of[] = [],
): readonly Row<Of>[] {
  const keys = above.map(({ id }) => id);
  const rows = level.people.map((person) => branchOf(person, growing, above));
  return level.isCut ? [...rows, { kind: 'cut', key: [...keys, ':cut'].join(BETWEEN) }] : rows;
}

function branchOf<Of extends Person>(person: Of, growing: Growing<Of>, above: readonly Of[]): Branch<Of> {
  const path = [...above, person];
  const key = path.map(({ id }) => id).join(BETWEEN);
  const isCircle = above.some(({ id }) => id === person.id);
  const asked = growing.teams.get(person.id);
  const isEmpty = asked?.level?.people.length === 0 && !asked.level.isCut;
  const isLeaf = isCircle || isEmpty || person.directs === 0;
  return {
    kind: 'person',
    key,
    person,
    isLeftAlone: person.active && above.at(-1)?.active === false,
    isCircle,
    isLeaf,
    // React Aria opens by a key only what has a row: closed, it is one that nobody sees.
    rows: isLeaf ? [] : belowOf(growing.open.has(key) ? asked : undefined, growing, path),
  };
}

function belowOf<Of extends Person>(
  asked: Asked<Of> | undefined,
  growing: Growing<Of>,
  path: readonly Of[],
): readonly Row<Of>[] {
  if (asked?.level !== undefined) return rowsOf(asked.level, growing, path);
  const key = path.map(({ id }) => id).join(BETWEEN);
  const kind = asked?.isFailed === true ? 'failed' : 'loading';
  return [{ kind, key: `${key}${BETWEEN}:${kind}` }];
}
