import { startProjection } from '#projection';
import type { RunningService } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { DIRECTORY } from '../directory.js';
import { TENANT } from '../projection/user-events.fixture.js';
import { DATABASE } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { testIssuer, type TestIssuer } from './api.fixture.js';

/** The directory as it runs, from an empty database and empty topics. */
export interface RunningDirectory {
  readonly database: TestDatabase<keyof typeof DATABASE.roles>;
  readonly kafka: TestKafka;
  readonly issuer: TestIssuer;
  readonly service: RunningService;
  /** Of a reader of {@link TENANT}. */
  readonly token: string;
  stop(): Promise<void>;
}

export async function runDirectory(): Promise<RunningDirectory> {
  const database = await createTestDatabase(DATABASE, MIGRATIONS);
  const kafka = await testKafka();
  const issuer = await testIssuer();
  const service = await startProjection(DIRECTORY, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    JWKS_URL: issuer.jwksUrl,
    TOKEN_ISSUER: issuer.issuer,
    DATABASE_URL: database.url('directory'),
    READER_DATABASE_URL: database.url('reader'),
    KAFKA_BROKERS: kafka.settings.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.settings.topicPrefix,
  });
  const token = await issuer.token(TENANT);
  return {
    database,
    kafka,
    issuer,
    service,
    token,
    stop: async () => {
      await service.stop();
      await issuer.stop();
      await database.drop();
      await kafka.drop();
    },
  };
}
