import type { ClientBase } from 'pg';
import { applyParked, needsOf } from './apply-parked.js';
import type { Handlers } from './delivery.js';
import { copyRows } from './statements/copy-rows.js';
import { parkedAfter } from './statements/release-parked.js';

/** More than a person will look through; trying them all would keep the live projection waiting. */
const MOST_TRIED = 2_000;

export interface Released<Result> {
  readonly session: ClientBase;
  readonly liveSchema: string;
  readonly tables: (schema: string) => readonly string[];
  readonly handlers: Handlers;
  /** Where they find their tables while they fold into a schema. */
  readonly pathOf: (schema: string) => string;
  /** At what would be then; the search path names it. */
  readonly look: (schema: string) => Promise<Result>;
}

/**
 * What the live projection would be if everything that is parked in it were released, in the order of the log: a copy in
 * tables as they are made today (the live ones may refuse what these take), shown to `look` and taken back. If that is
 * how the rebuilt one looks, the parked events are all the difference.
 *
 * The session is in a transaction that keeps the consumer out. A process that ends meanwhile leaves nothing: the copy
 * was never committed.
 *
 * @returns null when there is too much parked to try
 */
export async function asIfReleased<Result>(options: Released<Result>): Promise<Result | null> {
  const { session, liveSchema, tables, handlers, pathOf, look } = options;
  const copy = `${liveSchema}_released`;
  await session.query('savepoint as_if_released');
  try {
    for (const statement of tables(copy)) await session.query(statement);
    await copyRows(session, { from: liveSchema, to: copy });
    await session.query(`set local search_path = ${pathOf(copy)}`);
    return (await releaseAll(session, handlers)) ? await look(copy) : null;
  } finally {
    await session.query('rollback to savepoint as_if_released');
  }
}

async function releaseAll(tx: ClientBase, handlers: Handlers): Promise<boolean> {
  const refused = new Set<string>();
  let tried = 0;
  for (let after = '0'; ;) {
    const page = await parkedAfter(tx, after);
    for (const parked of page) {
      if ((tried += 1) > MOST_TRIED) return false;
      const line = `${parked.topic}/${parked.record.key}`;
      const isHeldBack = parked.kind !== 'superseded' && parked.record.key !== '' && refused.has(line);
      if (isHeldBack && needsOf(handlers, parked) === 'all-before') continue;
      if ((await applyParked(tx, handlers, parked)) !== null) refused.add(line);
    }
    const last = page.at(-1);
    if (last === undefined) return true;
    after = last.id;
  }
}
