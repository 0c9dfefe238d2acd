import { randomUUID } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { TOPICS, USERS } from '#contracts';
import { ensureTopics, headerText, openKafka, readToEnd, type KafkaSettings } from '#kafka';
import { laneOf, type OutboxRecord, type Publisher } from '#outbox';
import { LeaderMover } from '../../support/leader-mover.js';

export interface ControlOutcome {
  /** Records of calls that succeeded. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly duplicates: number;
  /** Calls that failed, and were made again. */
  readonly failures: number;
}

const BATCHES = 200;
const KEYS = 48;

/** Publishes batches that span all partitions while leaders move, each again until it succeeds, and reads them back. */
export async function publishWhileLeadersMove(
  settings: KafkaSettings,
  open: (settings: KafkaSettings) => Publisher,
): Promise<ControlOutcome> {
  const own = { ...settings, topicPrefix: `c${randomUUID().slice(0, 8)}.` };
  await ensureTopics(openKafka(own, 'test-control'), TOPICS, { prefix: own.topicPrefix, replicationFactor: 3 });
  const mover = new LeaderMover(own, [USERS.name]);
  const publisher = open(own);
  const keys = Array.from({ length: KEYS }, () => uuid());
  const sent = new Set<string>();
  let failures = 0;
  mover.start(1_200);
  try {
    // A leader moves at most each 1.2 s: batches as fast as they go, until the leaders have moved often enough.
    for (let batch = 1; batch <= BATCHES || mover.rounds < 20; batch += 1) {
      const records = keys.map((key) => record(key, batch));
      failures += await publishUntilAnswered(publisher, records);
      for (const { headers } of records) sent.add(String(headers.ce_id));
    }
  } finally {
    await mover.stop();
    await publisher.close();
  }
  const found: string[] = [];
  await readToEnd(openKafka(own, 'test-control'), [own.topicPrefix + USERS.name], {
    timeoutMs: 60_000,
    each: ({ message }) => found.push(headerText(message.headers).ce_id ?? ''),
  });
  const there = new Set(found);
  const lost = [...sent].filter((id) => !there.has(id)).length;
  return { acknowledged: sent.size, lost, duplicates: found.length - there.size, failures };
}

async function publishUntilAnswered(publisher: Publisher, records: readonly OutboxRecord[]): Promise<number> {
  for (let failures = 0; ; failures += 1) {
    try {
      await publisher.publish(records);
      return failures;
    } catch (error) {
      if (failures >= 50) throw error;
    }
  }
}

function record(key: string, version: number): OutboxRecord {
  return {
    id: String(version),
    lane: laneOf(key),
    topic: USERS.name,
    key,
    headers: { ce_id: `${key}#${version}`, ce_resourceversion: String(version) },
    value: JSON.stringify({ version }),
    recordedAt: Date.now(),
  };
}
