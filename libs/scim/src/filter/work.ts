import { ScimError } from '../errors/error.js';

/**
 * What one query may cost beyond the database, in characters looked at: 50,000 employees of 1.5 kB and a filter of three
 * terms are 15 million. A character takes 2 to 10 ns, so that the dearest query has the thread for a quarter of a second,
 * in turns, and what it reads for a second and a half.
 */
export const MAX_QUERY_WORK = 20_000_000;

/** Of a term of the filter, and of a value that it is compared with, beside the characters that it reads. */
const TERM = 20;
const VALUE = 5;
/** Bytes of a stored resource that cost as much as a character compared: 10 ns each to parse. */
const BYTES_READ = 8;
/** After so much the event loop may be given back: some tens of microseconds. */
const LONG = 4_000;

export interface QueryWork {
  spend(characters: number): void;
  /** A term that is asked of a resource or an element. */
  ask(): void;
  /** A comparison of a value, which reads so many characters. */
  compare(characters: number): void;
  /** A stored resource of so many bytes that is read and parsed. */
  read(bytes: number): void;
  /** What was spent since the last stretch, once it is long enough to be interrupted: characters. 0: it is not. */
  stretch(): number;
  readonly spent: number;
}

/** The account of one query, its filter and its order. Each throws ScimError `too-much-work` when it is spent. */
export function startQueryWork(most: number = MAX_QUERY_WORK): QueryWork {
  let [spent, noted] = [0, 0];
  const spend = (characters: number): void => {
    spent += characters;
    if (spent > most) throw new ScimError('too-much-work');
  };
  return {
    spend,
    ask: () => spend(TERM),
    compare: (characters) => spend(VALUE + characters),
    read: (bytes) => spend(Math.ceil(bytes / BYTES_READ)),
    stretch: () => {
      const since = spent - noted;
      if (since < LONG) return 0;
      noted = spent;
      return since;
    },
    get spent() {
      return spent;
    },
  };
}

/** For a filter whose cost was charged before. */
export function unbounded(): QueryWork {
  return FREE;
}

const FREE: QueryWork = {
  spend: () => undefined,
  ask: () => undefined,
  compare: () => undefined,
  read: () => undefined,
  stretch: () => 0,
  spent: 0,
};
