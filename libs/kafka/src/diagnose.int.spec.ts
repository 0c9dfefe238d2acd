import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { ScriptedKafka } from '../../../test/support/scripted-kafka.js';
import { setUpTopics } from '../../../deploy/local/set-up/topics.js';
import { diagnose } from './diagnose.js';
import { kafkaSettings } from './settings.js';

const file = (name: string): string => join(import.meta.dirname, '../../../test/fixtures/tls', name);
const [cert, key] = ['localhost.cert.pem', 'localhost.key.pem'].map((name) => readFileSync(file(name), 'utf8'));
const undo: (() => Promise<void>)[] = [];

let kafka: ScriptedKafka;
let plain: string;
beforeEach(async () => {
  kafka = await ScriptedKafka.start('t', { brokers: 1, leaders: [0] });
  undo.push(() => kafka.close());
  plain = String(kafka.brokers[0]);
});
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** A TLS port before the scripted broker. */
async function secure(options: tls.TlsOptions = {}): Promise<string> {
  const server = tls.createServer({
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...options,
  });
  server.on('secureConnection', (client) => {
    const broker = kafka.connect();
    client.pipe(broker).pipe(client);
    client.on('error', () => broker.destroy());
    broker.on('error', () => client.destroy());
  });
  server.on('tlsClientError', () => undefined);
  return listen(server);
}

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const said = (KAFKA_BROKERS: string, env: Record<string, string> = {}): Promise<string[]> =>
  diagnose(kafkaSettings({ KAFKA_BROKERS, ...env }));

describe('a cluster that cannot be reached', () => {
  it('has nothing said about brokers that answer', async () => {
    expect(await said(plain)).toEqual([]);
    expect(await said(await secure(), { KAFKA_SSL_CA: file('localhost.cert.pem') })).toEqual([]);
  });

  it('is told from a host that does not exist, a port that nobody listens on, and an address without a port', async () => {
    expect(await said('no-such-host.invalid:9092')).toEqual([
      expect.stringMatching(/^KAFKA_BROKERS: no-such-host.invalid:9092 cannot be reached \((ENOTFOUND|EAI_AGAIN)/),
    ]);
    expect(await said('127.0.0.1:1')).toEqual([expect.stringContaining('127.0.0.1:1 cannot be reached (ECONNREFUSED')]);
    expect(await said('kafka')).toEqual(['KAFKA_BROKERS: kafka is not host:port']);
  });

  it('speaks TLS to who does not', async () => {
    expect(await said(await secure())).toEqual([expect.stringContaining('speaks TLS: set KAFKA_SSL=true')]);
  });

  it('has a certificate of an unknown CA', async () => {
    expect(await said(await secure(), { KAFKA_SSL: 'true' })).toEqual([
      expect.stringContaining('set KAFKA_SSL_CA to that CA’s PEM file'.replace('’', "'")),
    ]);
  });

  it('does not speak TLS to who does', async () => {
    expect(await said(plain, { KAFKA_SSL: 'true' })).toEqual([
      expect.stringContaining('does not speak TLS: leave KAFKA_SSL and KAFKA_SSL_CA out'),
    ]);
  });

  it('wants a client certificate, and takes it', async () => {
    const broker = await secure({
      requestCert: true,
      rejectUnauthorized: true,
      ...(cert === undefined ? {} : { ca: cert }),
    });
    const ca = { KAFKA_SSL_CA: file('localhost.cert.pem') };
    expect(await said(broker, ca)).toEqual([expect.stringContaining('KAFKA_SSL_CERT and KAFKA_SSL_KEY')]);
    const client = { KAFKA_SSL_CERT: file('localhost.cert.pem'), KAFKA_SSL_KEY: file('localhost.key.pem') };
    expect(await said(broker, { ...ca, ...client })).toEqual([]);
  });

  it('wants to know who asks', async () => {
    kafka.isClosedToStrangers = true;
    expect(await said(plain)).toEqual([expect.stringContaining('wants to know who asks: set KAFKA_SASL_MECHANISM')]);
  });

  it('is no Kafka at all', async () => {
    const broker = await listen(createServer((socket) => socket.end('220 mail.example ESMTP\r\n')));
    expect(await said(broker)).toEqual([expect.stringContaining('does not answer as Kafka does')]);
  });

  it('fails the set-up of topics with the sentence', async () => {
    await expect(setUpTopics({ KAFKA_BROKERS: await secure() })).rejects.toThrow('speaks TLS: set KAFKA_SSL=true');
  });
});
