import { setTimeout as pause } from 'node:timers/promises';
import type { ICustomPartitioner, ISocketFactory, Producer } from 'kafkajs';
import { openKafka, type KafkaLog } from './client.js';
import type { KafkaSettings } from './settings.js';
import { Sockets } from './sockets.js';
import { within } from './within.js';

export interface ProducerOptions {
  readonly settings: KafkaSettings;
  readonly clientId: string;
  readonly requestTimeoutMs: number;
  readonly createPartitioner: ICustomPartitioner;
  readonly log?: KafkaLog;
  /** Instead of a plain or TLS connection to the broker. */
  readonly socketFactory?: ISocketFactory;
}

export interface ConnectedProducer {
  readonly producer: Producer;
  /** Ends it and its connections at once; what waits for an answer fails. */
  cut(): void;
}

// A broker on another continent answers the first request within some 300 ms.
const NEXT_BROKER_AFTER_MS = 1_000;

/**
 * A producer connected to the first of the brokers that answers. They are tried in a random order, each beside those
 * before it as soon as these have failed or said nothing for a second; so one that hangs costs a second, where kafkajs
 * alone would wait six times its request timeout for it.
 *
 * It sends once and never again by itself (see libs/outbox): not idempotent, no retries.
 *
 * @throws Error that names each broker and what was the matter with it
 */
export async function connectProducer(options: ProducerOptions): Promise<ConnectedProducer> {
  const attempts: Attempt[] = [];
  const connected = (): Promise<ConnectedProducer> => Promise.any(attempts.map(({ connecting }) => connecting));
  try {
    for (const broker of shuffled(options.settings.brokers)) {
      attempts.push(attempt(broker, options));
      const first = await firstWithin(connected(), NEXT_BROKER_AFTER_MS);
      if (first !== undefined) return keep(first, attempts);
    }
    return keep(await connected(), attempts);
  } catch (error) {
    for (const one of attempts) one.cut();
    throw error instanceof AggregateError ? new Error(reasons(error), { cause: error.errors[0] }) : error;
  }
}

interface Attempt extends ConnectedProducer {
  readonly connecting: Promise<ConnectedProducer>;
}

function attempt(broker: string, options: ProducerOptions): Attempt {
  const { settings, clientId, requestTimeoutMs, createPartitioner, socketFactory } = options;
  const sockets = new Sockets(socketFactory);
  const log = options.log === undefined ? undefined : silentOnceCut(options.log, sockets);
  const kafka = openKafka({ ...settings, brokers: [broker] }, clientId, log, {
    requestTimeout: requestTimeoutMs,
    retry: { retries: 0 },
    socketFactory: sockets.factory,
  });
  const producer = kafka.producer({ createPartitioner, idempotent: false, retry: { retries: 0 } });
  const cut = (): void => {
    sockets.cut();
    producer.disconnect().catch(() => undefined);
  };
  const connecting = within(producer.connect(), { ms: requestTimeoutMs, what: 'connecting' }).then(
    () => ({ producer, cut }),
    (error: unknown) => {
      throw new Error(`${broker}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    },
  );
  // Heard by the race; this is for the ones that fail after it.
  connecting.catch(() => undefined);
  return { producer, cut, connecting };
}

/** Undefined when the time is up, or when all that were begun have failed. */
async function firstWithin(connected: Promise<ConnectedProducer>, ms: number): Promise<ConnectedProducer | undefined> {
  const timer = new AbortController();
  try {
    const late = pause(ms, undefined, { signal: timer.signal }).catch(() => undefined);
    return await Promise.race([connected.catch(() => undefined), late]);
  } finally {
    timer.abort();
  }
}

function keep(chosen: ConnectedProducer, attempts: readonly Attempt[]): ConnectedProducer {
  for (const other of attempts) if (other.producer !== chosen.producer) other.cut();
  return chosen;
}

function silentOnceCut(log: KafkaLog, sockets: Sockets): KafkaLog {
  return {
    warn: (fields, message) => {
      if (!sockets.isCut) log.warn(fields, message);
    },
    error: (fields, message) => {
      if (!sockets.isCut) log.error(fields, message);
    },
  };
}

function shuffled(brokers: readonly string[]): string[] {
  return brokers
    .map((broker) => ({ broker, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ broker }) => broker);
}

function reasons({ errors }: AggregateError): string {
  return errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; ');
}
