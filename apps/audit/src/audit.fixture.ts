import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { encodeEvent, type RollcallEvent } from '#contracts';
import { openKafka } from '#kafka';
import { withSearchPath, openPool } from '#postgres';
import { startProjection } from '#projection';
import type { RunningService } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { AUDIT } from './audit.js';
import { DATABASE, LIVE_SCHEMA } from './storage/database.js';
import { MIGRATIONS } from './storage/migrations.js';

export interface RunningAudit {
  readonly service: RunningService;
  readonly database: TestDatabase<'audit' | 'reader'>;
  readonly kafka: TestKafka;
  readonly owner: Pool;
  token(tenantId: string, audience?: string): Promise<string>;
  publish(...events: RollcallEvent[]): Promise<void>;
  stop(): Promise<void>;
}

const ISSUER = 'http://issuer.test';
export const OPERATOR = 'operator-of-audit'.padEnd(40, 'x');

/** The whole service on a real broker and database, and an issuer of tokens that is ours. */
export async function runningAudit(): Promise<RunningAudit> {
  const [database, kafka] = await Promise.all([createTestDatabase(DATABASE, MIGRATIONS), testKafka()]);
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'EdDSA', use: 'sig' };
  const { issuer, jwksUrl } = await serve(JSON.stringify({ keys: [jwk] }));
  const service = await startProjection(AUDIT, {
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url('audit'),
    READER_DATABASE_URL: database.url('reader'),
    JWKS_URL: jwksUrl,
    TOKEN_ISSUER: ISSUER,
    OPERATOR_TOKEN: OPERATOR,
    KAFKA_BROKERS: kafka.settings.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.settings.topicPrefix,
  });
  const producer = openKafka(kafka.settings, 'test').producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const ownerUrl = withSearchPath(database.ownerUrl, LIVE_SCHEMA);
  const owner = openPool({ url: ownerUrl, applicationName: 'test', max: 2 });
  return {
    service,
    database,
    kafka,
    owner,
    token: (tenantId, audience = 'rollcall:audit') =>
      new SignJWT({ tid: tenantId })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'key-1' })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject('reader-1')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey),
    publish: async (...events) => {
      for (const { topic, key, headers, value } of events.map(encodeEvent)) {
        await producer.send({
          topic: kafka.settings.topicPrefix + topic,
          messages: [{ key, headers: { ...headers }, value }],
        });
      }
    },
    stop: async () => {
      await service.stop();
      await producer.disconnect();
      issuer.close();
      await owner.end();
      await database.drop();
      await kafka.drop();
    },
  };
}

async function serve(body: string): Promise<{ issuer: Server; jwksUrl: string }> {
  const issuer = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(body);
  });
  issuer.listen(0, '127.0.0.1');
  await once(issuer, 'listening');
  const address = issuer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { issuer, jwksUrl: `http://127.0.0.1:${port}/.well-known/jwks.json` };
}
