import { ACTS, ADMIN, GROUPS, PROVISIONING, USERS } from '#contracts';
import { openKafka } from '#kafka';
import { PROJECTIONS } from '../../deploy/local/service-processes.js';
import { eventually } from './eventually.js';
import type { Evidence } from './evidence.js';

/** What each projection reads, said once more: a consumer that leaves a topic out must not look quiet. */
const READ_BY = {
  directory: [USERS, GROUPS, ADMIN],
  audit: [USERS, GROUPS, PROVISIONING, ADMIN, ACTS],
  notifier: [USERS, PROVISIONING, ADMIN, ACTS],
} as const;

/** Waits until the outbox holds nothing unpublished and every projection has stored the end of each of its partitions. */
export async function untilQuiet(world: Evidence, timeout: number): Promise<void> {
  const end = performance.now() + timeout;
  await eventually('the outbox is empty', async () => (await backlog(world)) === 0, { timeout, every: 100 });
  const ends = await partitionEnds(world);
  for (const app of PROJECTIONS) {
    const wanted = [...ends].filter(([place]) => READ_BY[app].some(({ name }) => place.startsWith(`${name}/`)));
    await eventually(
      `${app} has no lag`,
      async () => {
        const stored = await storedOffsets(world, app);
        const behind = wanted.filter(([place, next]) => (stored.get(place) ?? 0n) < next);
        if (behind.length === 0) return true;
        throw new Error(
          `behind on ${behind.map(([place, next]) => `${place} by ${lag(stored, place, next)}`).join(', ')}`,
        );
      },
      { timeout: Math.max(1_000, end - performance.now()), every: 100 },
    );
  }
}

function lag(stored: ReadonlyMap<string, bigint>, place: string, next: bigint): bigint {
  return next - (stored.get(place) ?? 0n);
}

/** Records that wait in the outbox. */
export async function backlog(world: Evidence): Promise<number> {
  const [row] = await world.query<{ rows: number }>('scim-api', 'select count(*)::int as rows from outbox_unpublished');
  return row?.rows ?? Number.NaN;
}

/** Topic and partition → the offset after its last record; partitions without one are left out. */
async function partitionEnds(world: Evidence): Promise<Map<string, bigint>> {
  const { topicPrefix } = world.kafka;
  const admin = openKafka(world.kafka, 'test-quiet').admin();
  await admin.connect();
  try {
    const ends = new Map<string, bigint>();
    for (const { name } of [USERS, GROUPS, PROVISIONING, ADMIN, ACTS]) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topicPrefix + name)) {
        if (BigInt(high) > 0n) ends.set(`${name}/${partition}`, BigInt(high));
      }
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}

async function storedOffsets(world: Evidence, app: keyof typeof READ_BY): Promise<Map<string, bigint>> {
  const rows = await world.query<{ place: string; next: string }>(
    app,
    `select topic || '/' || partition as place, next_offset as next from projection.consumer_offsets`,
  );
  return new Map(rows.map(({ place, next }) => [place, BigInt(next)]));
}
