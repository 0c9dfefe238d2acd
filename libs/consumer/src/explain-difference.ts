import type { ClientBase } from 'pg';
import type { Transaction } from '#postgres';
import { applyParked, needsOf } from './apply-parked.js';
import type { Handlers } from './delivery.js';
import { parkedAfter } from './statements/release-parked.js';

/** More than a person will look through; trying them all would keep the live projection waiting. */
export const MOST_TRIED = 2_000;

/**
 * Does to the projection that the search path names what releasing everything parked would do, in the order of the log,
 * shows it to `look`, and takes it back. If that is how the rebuilt one looks, the parked events are all the difference.
 *
 * @param session in a transaction that keeps the consumer out
 * @returns null when there is too much parked to try
 */
export async function asIfReleased<Result>(
  session: ClientBase & Transaction,
  handlers: Handlers,
  look: () => Promise<Result>,
): Promise<Result | null> {
  await session.query('savepoint as_if_released');
  try {
    return (await releaseAll(session, handlers)) ? await look() : null;
  } finally {
    await session.query('rollback to savepoint as_if_released');
  }
}

async function releaseAll(tx: Transaction, handlers: Handlers): Promise<boolean> {
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
