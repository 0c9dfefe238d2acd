import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 as uuid } from 'uuid';
import { encodeEvent, type AdminActed, type RollcallEvent } from '#contracts';
import { openKafka, type KafkaSettings } from '#kafka';
import { startProjection } from '#projection';
import type { RunningService } from '#service';
import { AUDIT } from '../../apps/audit/src/audit.js';
import { DIRECTORY } from '../../apps/directory/src/directory.js';
import { notifier } from '../../apps/notifier/src/notifier.js';
import type { Projection } from '../../deploy/local/service-processes.js';

export const TENANT = '018f0000-0000-7000-8000-00000000000a';
const ISSUER = 'http://issuer.test';

export const LIST: Readonly<Record<Projection, string>> = {
  directory: '/employees',
  audit: '/entries',
  notifier: '/deliveries',
};

interface TokenOptions {
  readonly reader?: string;
  readonly kid?: string;
  readonly issuedAgo?: number;
  readonly claims?: object;
}

/** Stands for scim-api: publishes two keys, and goes away. */
export class Issuer {
  readonly #keys: ReadonlyMap<string, Awaited<ReturnType<typeof generateKeyPair>>>;
  readonly #server: Server;

  private constructor(
    readonly jwksUrl: string,
    keys: ReadonlyMap<string, Awaited<ReturnType<typeof generateKeyPair>>>,
    server: Server,
  ) {
    this.#keys = keys;
    this.#server = server;
  }

  static async start(): Promise<Issuer> {
    const keys = new Map([
      ['k1', await generateKeyPair('EdDSA')],
      ['k2', await generateKeyPair('EdDSA')],
    ]);
    const published = await Promise.all(
      [...keys].map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' })),
    );
    const server = createServer((_request, response) => response.end(JSON.stringify({ keys: published })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Issuer(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`, keys, server);
  }

  /** @param claims beside those of a reader, or in their place */
  token(
    audience: Projection,
    { reader = uuid(), kid = 'k1', issuedAgo = 0, claims = {} }: TokenOptions = {},
  ): Promise<string> {
    const pair = this.#keys.get(kid);
    if (pair === undefined) throw new Error(`there is no key ${kid}`);
    return new SignJWT({ tid: TENANT, ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer(ISSUER)
      .setAudience(`rollcall:${audience}`)
      .setSubject(reader)
      .setIssuedAt(Math.floor(Date.now() / 1_000) - issuedAgo)
      .setExpirationTime('48h')
      .sign(pair.privateKey);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

export interface Place {
  readonly url: string;
  readonly readerUrl: string;
  readonly jwksUrl: string;
  readonly kafka: KafkaSettings;
}

export function startOf(
  projection: Projection,
  place: Place,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const env = {
    ...more,
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: place.url,
    READER_DATABASE_URL: place.readerUrl,
    JWKS_URL: place.jwksUrl,
    TOKEN_ISSUER: ISSUER,
    KAFKA_BROKERS: place.kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: place.kafka.topicPrefix,
  };
  switch (projection) {
    case 'directory':
      return startProjection(DIRECTORY, env);
    case 'audit':
      return startProjection(AUDIT, env);
    case 'notifier':
      return startProjection(notifier(), {
        ...env,
        SMTP_URL: 'smtp://127.0.0.1:9',
        MAIL_FROM: 'no-reply@rollcall.example',
      });
  }
}

export async function ask(service: RunningService, projection: Projection, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(service.url + LIST[projection], { headers });
  await answer.text();
  return answer.status;
}

export function publishAct(kafka: KafkaSettings, act: string, object: AdminActed['data']['object']): Promise<void> {
  const event: AdminActed = {
    ...envelope(object.id),
    type: 'rollcall.AdminActed',
    resourceVersion: null,
    data: { act, object, actor: { type: 'operator', name: null }, reason: null },
  };
  return publish(kafka, event);
}

/** The notifier knows of a tenant by its settings. */
export function publishTenant(kafka: KafkaSettings): Promise<void> {
  return publish(kafka, {
    ...envelope(TENANT),
    type: 'rollcall.TenantChanged',
    resourceVersion: 1,
    data: { name: 'Betelgeuse', notificationAddress: 'it@example.com' },
  });
}

function envelope(subject: string) {
  return {
    id: uuid(),
    source: `/tenants/${TENANT}`,
    subject,
    time: new Date().toISOString(),
    tenantId: TENANT,
    scimEvent: null,
    correlationId: uuid(),
    traceparent: null,
  };
}

async function publish(kafka: KafkaSettings, event: RollcallEvent): Promise<void> {
  const { topic, key, headers, value } = encodeEvent(event);
  const producer = openKafka(kafka, 'test').producer();
  await producer.connect();
  await producer.send({ topic: kafka.topicPrefix + topic, messages: [{ key, headers: { ...headers }, value }] });
  await producer.disconnect();
}
