import type { Pool } from 'pg';
import { inTransaction, type Transaction } from '#postgres';
import { gatherLeavers, PEOPLE_NAMED } from '../rules/intent.js';
import { settlePerson } from '../rules/settle-person.js';
import type { RuleContext } from '../rules/settings.js';
import { decodePersonFacts } from '../storage/facts.js';
import { absorbLeavers } from '../storage/statements/absorb-leavers.js';
import { loadFacts } from '../storage/statements/load-facts.js';
import {
  gatheredLeavers,
  lockLeavers,
  lockLeaversOf,
  type WaitingRow,
} from '../storage/statements/lock-waiting-people.js';
import { release } from '../storage/statements/release.js';
import { suppress } from '../storage/statements/suppress.js';

/** What became of waiting deliveries. */
export interface Tally {
  released: number;
  suppressed: number;
}

// "leav" in ASCII: any constant that nothing else in this database locks.
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(x'6c656176'::int)`;

/** Leavers that one delivery can gather; of more, which no manager has in a minute, there are several. */
const MOST_GATHERED = 2_000;

/**
 * The leavers of one manager are one delivery: from the first on they wait `leaverGatherMs`, then all that wait by then
 * go out together. Who is whose manager is decided now, so it does not matter by which of the manager's names each of
 * them was told. A transaction for each manager, which locks in the order in which a batch of events does; and one
 * process at a time, because what belongs together must be seen together.
 *
 * @returns how many came to their end: a full batch means that there may be more
 */
export async function settleLeavers(pool: Pool, context: RuleContext, options: Options): Promise<number> {
  const { now, settings } = context;
  const madeBefore = new Date(now.getTime() - settings.leaverGatherMs);
  const seen = await inTransaction(pool, (tx) => gatheredLeavers(tx, { now, madeBefore, limit: options.limit }));
  const groups = Map.groupBy(seen, ({ tenantId, waiting }) =>
    settlePerson(waiting, now).kind === 'send' ? `${tenantId}/${waiting.manager?.id}` : '',
  );
  let ended = 0;
  for (const members of groups.values()) {
    ended += await inTransaction(pool, async (tx) => {
      await tx.query(ONE_AT_A_TIME);
      const rows = await lockGroup(tx, members, now);
      const isDue = rows.some(({ madeAt }) => madeAt <= madeBefore);
      return isDue ? settleTogether(tx, rows, { now, tally: options.tally }) : 0;
    });
  }
  return Math.min(ended, seen.length);
}

interface Options {
  readonly limit: number;
  readonly tally: Tally;
}

/** All that wait of the manager of these; of those that nobody is told about, themselves. */
async function lockGroup(tx: Transaction, members: readonly WaitingRow[], now: Date): Promise<WaitingRow[]> {
  const [first] = members;
  if (first === undefined) return [];
  const { tenantId, waiting } = first;
  if (waiting.manager !== null && settlePerson(waiting, now).kind === 'send') {
    return lockLeaversOf(tx, { tenantId, id: waiting.manager.id }, MOST_GATHERED);
  }
  const rows = await lockLeavers(
    tx,
    members.map(({ id }) => id),
  );
  // Whose manager came this very moment goes with the manager's others, the next time.
  return rows.filter((row) => settlePerson(row.waiting, now).kind !== 'send');
}

/** Settles each for itself, and makes one delivery of those that are sent. @returns how many came to their end */
async function settleTogether(
  tx: Transaction,
  rows: readonly WaitingRow[],
  { now, tally }: { readonly now: Date; readonly tally: Tally },
): Promise<number> {
  let ended = 0;
  const sent: Pick<WaitingRow, 'id' | 'at'>[] = [];
  let to: { readonly recipient: string; readonly recipientName: string } | null = null;
  for (const { id, waiting, at } of rows) {
    const settlement = settlePerson(waiting, now);
    if (settlement.kind === 'wait') continue;
    ended += 1;
    if (settlement.kind === 'send') {
      sent.push({ id, at });
      to = settlement;
    } else {
      await suppress(tx, id, { reason: settlement.reason, now });
      tally.suppressed += 1;
    }
  }
  // Oldest first, and of one moment in a fixed order.
  sent.sort((one, other) => order(one.at, other.at) || order(one.id, other.id));
  const [first, ...others] = sent;
  if (first === undefined || to === null) return ended;
  const facts = await leaverFacts(tx, sent);
  await absorbLeavers(
    tx,
    first.id,
    others.map(({ id }) => id),
  );
  await release(tx, first.id, { ...to, now, facts });
  tally.released += 1;
  return ended;
}

/** Of as many as the mail names: the others are counted only; null where it can name nobody. */
async function leaverFacts(tx: Transaction, sent: readonly { readonly id: string }[]) {
  const named = sent.slice(0, PEOPLE_NAMED).map(({ id }) => id);
  const facts = await loadFacts(tx, named);
  return gatherLeavers(
    named.flatMap((id) => decodePersonFacts(facts.get(id)) ?? []),
    sent.length,
  );
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
