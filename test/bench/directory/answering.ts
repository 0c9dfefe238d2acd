import { TOPICS } from '#contracts';
import { ensureTopics, kafkaSettings, openKafka } from '#kafka';
import { startProjection } from '#projection';
import { waitUntil } from '../../../deploy/local/parts/wait-until.js';
import { DIRECTORY } from '../../../apps/directory/src/directory.js';
import { DATABASE } from '../../../apps/directory/src/storage/database.js';
import { sessionsOf, type Asking } from './ask.js';
import { startIssuer } from './issuer.js';
import { asOwner, type Directory } from './kept-directory.js';

/** A chart of a million is made in some ten seconds. */
const CHART_WITHIN_MS = 300_000;

export type KafkaVariables = Readonly<Record<'KAFKA_BROKERS' | 'KAFKA_TOPIC_PREFIX', string>>;

/** The service over a directory, with its chart made, until the work is done; no reader of a bench asks too often. */
export async function answering<Result>(
  directory: Directory,
  kafka: KafkaVariables,
  work: (asking: Asking) => Promise<Result>,
): Promise<Result> {
  const issuer = await startIssuer();
  const prefix = kafka.KAFKA_TOPIC_PREFIX;
  await ensureTopics(openKafka(kafkaSettings(kafka), 'bench'), TOPICS, { prefix, replicationFactor: 1 });
  const service = await startProjection(DIRECTORY, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...issuer.environment,
    DATABASE_URL: directory.url('directory'),
    READER_DATABASE_URL: directory.url('reader'),
    ...kafka,
    READER_RATE_PER_SECOND: '100000',
    READER_RATE_BURST: '100000',
    TENANT_SHARE_LIST_SECONDS: '100',
  });
  try {
    return await asOwner(directory.ownerUrl, async (owner) => {
      const asking = { url: service.url, token: issuer.token, pids: () => sessionsOf(owner, DATABASE.roles.reader) };
      await chartMade(asking);
      return work(asking);
    });
  } finally {
    await service.stop();
    await issuer.stop();
  }
}

async function chartMade({ url, token }: Asking): Promise<void> {
  const headers = { authorization: `Bearer ${await token()}` };
  const isMade = async (): Promise<boolean> => {
    const answer = await fetch(`${url}/org?depth=1&limit=1`, { headers });
    return ((await answer.json()) as { readonly placesAt: string | null }).placesAt !== null;
  };
  await waitUntil(isMade, { what: 'the chart', timeout: CHART_WITHIN_MS, every: 200 });
}
