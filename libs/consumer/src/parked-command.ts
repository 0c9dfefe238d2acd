import type { Pool } from 'pg';
import type { Handlers } from './delivery.js';
import { releaseParked } from './release.js';
import { listParked } from './statements/list-parked.js';

export interface ParkedCommand {
  /** What follows the name of the program: `list`, or `release <id>`. */
  readonly words: readonly string[];
  readonly pool: Pool;
  readonly handlers: Handlers;
  readonly print: (line: string) => void;
}

const USAGE = 'usage: parked list | parked release <id>';

/**
 * The operator's command of every projection: lists what is parked, a JSON object a line and no values, or tries one
 * again together with what waits behind it. Returns the exit code: 0 done, 1 still parked, 2 wrong words.
 */
export async function runParkedCommand({ words, pool, handlers, print }: ParkedCommand): Promise<number> {
  const [verb, id] = words;
  if (verb === 'list') {
    for (let after = '0'; ;) {
      const page = await listParked(pool, { after });
      for (const parked of page) print(JSON.stringify(parked));
      const last = page.at(-1);
      if (last === undefined) return 0;
      after = last.id;
    }
  }
  if (verb === 'release' && id !== undefined && /^\d{1,18}$/.test(id)) {
    try {
      const released = await releaseParked(pool, handlers, id);
      print(JSON.stringify(released));
      return released.left === 0 ? 0 : 1;
    } catch (error) {
      print(error instanceof Error ? error.message : String(error));
      return 1;
    }
  }
  print(USAGE);
  return 2;
}
