import { foldTopics } from '#consumer';
import { encodeEvent, USERS, type UserEvent } from '#contracts';
import { ensureTopics, openKafka, type KafkaSettings } from '#kafka';
import { BY_INDEX, openPool, REPEATABLE, withSearchPath, withSettings } from '#postgres';
import { handlersOf } from '#projection';
import { DIRECTORY } from '../../../apps/directory/src/directory.js';
import { LIVE_SCHEMA } from '../../../apps/directory/src/storage/database.js';
import { spentByServer } from '../cost.js';
import { asOwner, type Directory } from './kept-directory.js';
import type { Company } from './people.js';
import { makeReadIndexes, withoutReadIndexes } from './read-indexes.js';

// A partition takes no more than a mebibyte at once.
const AT_ONCE = 1_000;
const STATEMENT_TIMEOUT_MS = 120_000;

export interface Folding {
  readonly events: number;
  readonly seconds: number;
  /** Microseconds of processor time an event: of this process, and of PostgreSQL's. */
  readonly node: number;
  readonly postgres: number;
  /** Of the indexes that readers alone need, which are made when all is folded, and of VACUUM and ANALYZE. */
  readonly indexSeconds: number;
  readonly parked: number;
}

/** Folds a company's events from the topic that has them, as a rebuild does, the indexes of readers being made afterwards. */
export async function foldCompany(directory: Directory, kafka: KafkaSettings, serverPid: number): Promise<Folding> {
  const indexes = await asOwner(directory.ownerUrl, withoutReadIndexes);
  const begun = { node: process.cpuUsage(), postgres: await spentByServer(serverPid) };
  const pool = openPool({
    url: withSettings(withSearchPath(directory.url('directory'), LIVE_SCHEMA), [...BY_INDEX, ...REPEATABLE]),
    applicationName: 'bench-fold',
    max: 4,
    pipeline: true,
    statementTimeout: STATEMENT_TIMEOUT_MS,
  });
  const { events, seconds, parked } = await foldTopics({
    kafka,
    clientId: 'bench-fold',
    topics: [USERS],
    pool,
    handlers: handlersOf(DIRECTORY, {}),
  }).finally(() => pool.end());
  const { user, system } = process.cpuUsage(begun.node);
  const postgres = ((await spentByServer(serverPid)) - begun.postgres) * 1_000;
  const indexesBegun = performance.now();
  await makeReadIndexes(directory.ownerUrl, indexes);
  const indexSeconds = (performance.now() - indexesBegun) / 1_000;
  return { events, seconds, node: (user + system) / events, postgres: postgres / events, indexSeconds, parked };
}

export async function publishCompany(settings: KafkaSettings, { events }: Company): Promise<void> {
  const kafka = openKafka(settings, 'bench-publish');
  await ensureTopics(kafka, [USERS], { prefix: settings.topicPrefix, replicationFactor: 1 });
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    for (const messages of partsOf(events()))
      await producer.send({ topic: settings.topicPrefix + USERS.name, messages });
  } finally {
    await producer.disconnect();
  }
}

interface Message {
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: Buffer | string;
}

function* partsOf(events: Iterable<UserEvent>): Generator<Message[]> {
  let messages: Message[] = [];
  for (const event of events) {
    const { key, headers, value } = encodeEvent(event);
    if (messages.push({ key, headers: { ...headers }, value }) < AT_ONCE) continue;
    yield messages;
    messages = [];
  }
  if (messages.length > 0) yield messages;
}
