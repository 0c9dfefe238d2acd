import type { Client } from 'pg';
import { foldTopics } from '#consumer';
import { encodeEvent, USERS, type UserEvent } from '#contracts';
import { ensureTopics, kafkaSettings, openKafka, type KafkaSettings } from '#kafka';
import { BY_INDEX, openPool, REPEATABLE, withSearchPath, withSettings } from '#postgres';
import { handlersOf } from '#projection';
import { DIRECTORY } from '../../../apps/directory/src/directory.js';
import { LIVE_SCHEMA } from '../../../apps/directory/src/storage/database.js';
import { READ_INDEXES } from '../../../apps/directory/src/storage/schema.js';
import { spentByServer } from '../cost.js';
import { asOwner, type Folding, type KeptDirectory } from './kept-directory.js';
import type { Servers } from './kept-server.js';
import type { Company } from './people.js';

// A partition takes no more than a mebibyte at once.
const AT_ONCE = 1_000;
const STATEMENT_TIMEOUT_MS = 120_000;

/**
 * Publishes a company's events and folds them from the topic, as a rebuild does, the indexes of readers being made afterwards: what
 * stands there then is the service's own, and this is its replay. A COPY of rows would be a second writer of eight tables.
 */
export async function foldCompany(directory: KeptDirectory, company: Company, servers: Servers): Promise<Folding> {
  const kafka = kafkaSettings({ KAFKA_BROKERS: servers.brokers, KAFKA_TOPIC_PREFIX: `of${company.people}.` });
  await publish(kafka, company.events());
  const makeIndexes = await asOwner(directory.ownerUrl, withoutReadIndexes);
  const begun = { node: process.cpuUsage(), postgres: await spentByServer(servers.pid) };
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
  const postgres = ((await spentByServer(servers.pid)) - begun.postgres) * 1_000;
  const indexesBegun = performance.now();
  await asOwner(directory.ownerUrl, (owner) => finish(owner, makeIndexes));
  const indexSeconds = (performance.now() - indexesBegun) / 1_000;
  return { events, seconds, node: (user + system) / events, postgres: postgres / events, indexSeconds, parked };
}

async function publish(settings: KafkaSettings, events: Iterable<UserEvent>): Promise<void> {
  const kafka = openKafka(settings, 'bench-publish');
  await ensureTopics(kafka, [USERS], { prefix: settings.topicPrefix, replicationFactor: 1 });
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    let messages: { key: string; headers: Record<string, string>; value: Buffer | string }[] = [];
    const send = async (): Promise<void> => {
      if (messages.length > 0) await producer.send({ topic: settings.topicPrefix + USERS.name, messages });
      messages = [];
    };
    for (const event of events) {
      const { key, headers, value } = encodeEvent(event);
      messages.push({ key, headers: { ...headers }, value });
      if (messages.length === AT_ONCE) await send();
    }
    await send();
  } finally {
    await producer.disconnect();
  }
}

/** @returns the statements that make them */
async function withoutReadIndexes(owner: Client): Promise<readonly string[]> {
  const { rows } = await owner.query<{ indexname: string; indexdef: string }>(
    'select indexname, indexdef from pg_indexes where schemaname = $1 and indexname = any ($2)',
    [LIVE_SCHEMA, READ_INDEXES],
  );
  for (const { indexname } of rows) await owner.query(`drop index ${LIVE_SCHEMA}.${indexname}`);
  return rows.map(({ indexdef }) => indexdef);
}

async function finish(owner: Client, makeIndexes: readonly string[]): Promise<void> {
  for (const statement of makeIndexes) await owner.query(statement);
  // Of a topic that is gone with its broker.
  await owner.query(`truncate ${LIVE_SCHEMA}.consumer_offsets`);
  await owner.query('vacuum (analyze)');
}
