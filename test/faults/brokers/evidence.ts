import { eventually } from '../../support/eventually.js';
import { topicBreaches } from '../../support/invariants.js';
import type { Ledger } from '../../support/load.js';
import { storedResources } from '../../support/proof.js';
import { readPublished, type Published } from '../../support/published.js';
import { backlog } from '../../support/quiet.js';
import type { World } from '../../support/world.js';

export interface Evidence {
  /** Versions that SCIM answered to the loads' clients. */
  readonly acknowledged: number;
  /** Events of the loads' resources on the topics, each counted once. */
  readonly onTopic: number;
  /** Versions of the loads' resources that committed and are not on the topic. */
  readonly lost: number;
  /** Records on the topics, of all resources, that had been there before. */
  readonly duplicates: number;
  /** Every breach of "in order, at least once, none missing", in a sentence. */
  readonly breaches: readonly string[];
}

const DRAINED_WITHIN_MS = 90_000;

/** Waits until the outbox is empty, then holds the topics against what the clients were told and the database has. */
export async function evidence(world: World, ledgers: readonly Ledger[]): Promise<Evidence> {
  await eventually('the outbox is empty', async () => (await backlog(world)) === 0, {
    timeout: DRAINED_WITHIN_MS,
    every: 250,
  });
  const [published, stored] = await Promise.all([readPublished(world.kafka), storedResources(world)]);
  const mine = new Set(ledgers.flatMap(({ acknowledged }) => [...acknowledged.keys()]));
  const own = stored.filter(({ id }) => mine.has(id));
  const onTopic = new Set(published.filter(({ subject }) => mine.has(subject)).map(({ eventId }) => eventId)).size;
  return {
    acknowledged: ledgers
      .flatMap(({ acknowledged, deleted }) => [...acknowledged.values(), deleted.size])
      .reduce(add, 0),
    onTopic,
    lost: own.map(({ version }) => version).reduce(add, 0) - onTopic,
    duplicates: repeated(published),
    breaches: ledgers.flatMap((ledger) => topicBreaches({ published, stored: own, ledger })),
  };
}

function repeated(published: readonly Published[]): number {
  return published.length - new Set(published.map(({ eventId }) => eventId)).size;
}

function add(sum: number, one: number): number {
  return sum + one;
}
