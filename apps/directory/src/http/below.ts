import type { Transaction } from '#postgres';
import { listTeamAt } from '../storage/statements/lines-at.js';

/** People that one answer walks over; of more it says "at least". */
export const MOST_BELOW = 20_000;

export interface IdPage {
  /** An id. */
  readonly after: string;
  readonly limit: number;
}

export interface BelowAsked {
  /** Undefined: below nobody, but whoever stands at the top. */
  readonly id?: string | undefined;
  /** Who stands there: the first level. */
  readonly tops?: (page: IdPage) => Promise<readonly string[]>;
  readonly at: string;
  /** Levels at most. */
  readonly depth: number;
  readonly after: LevelPlace | null;
  readonly limit: number;
}

export interface LevelPlace {
  readonly level: number;
  readonly id: string;
}

export interface Below {
  /** Nearest first, and in order of their ids. One more than the limit where there are more. */
  readonly people: readonly LevelPlace[];
  /** How many were walked over, and whether these are all. */
  readonly counted: number;
  readonly isWhole: boolean;
}

/**
 * Everybody below somebody at a time, a statement for each level: everybody has one manager, so nobody comes twice, and who
 * asked is left out where managers form a circle. A page costs what is above it, and itself.
 */
export async function listBelow(tx: Transaction, asked: BelowAsked): Promise<Below> {
  const { id = '', tops, at, depth, after, limit } = asked;
  const people: LevelPlace[] = [];
  let [managers, counted] = [[id] as readonly string[], 0];
  for (let level = 1; level <= depth && managers.length > 0; level += 1) {
    const team = (page: IdPage): Promise<readonly string[]> =>
      level === 1 && tops !== undefined ? tops(page) : listTeamAt(tx, { managers, at, without: id, ...page });
    const isAbove = after !== null && level < after.level;
    const from = after !== null && level === after.level ? after.id : '';
    if (!isAbove) {
      const found = await team({ after: from, limit: limit + 1 - people.length });
      people.push(...found.map((one) => ({ level, id: one })));
      if (people.length > limit) return { people, counted: counted + found.length, isWhole: false };
      if (from === '') {
        [managers, counted] = [found, counted + found.length];
        continue;
      }
    }
    managers = await team({ after: '', limit: MOST_BELOW - counted });
    counted += managers.length;
    if (counted >= MOST_BELOW) return { people, counted, isWhole: false };
  }
  return { people, counted, isWhole: true };
}
