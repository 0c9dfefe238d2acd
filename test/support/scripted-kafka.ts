import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readBatch, wire, WireReader, type RecordBatch } from './kafka-wire.js';

/** A produce request for one partition, before the broker has decided about it. */
export interface ProduceAttempt {
  readonly broker: number;
  readonly partition: number;
  readonly values: readonly string[];
}

/** `stored`; stored, but `silent` about it; an error code of Kafka's; `missing` from the answer; or `hang`: no answer at all. */
export type Verdict = 'stored' | 'silent' | 'missing' | 'hang' | number;

export const NOT_LEADER = 6;

const API = { produce: 0, metadata: 3, apiVersions: 18, initProducerId: 22 } as const;

/**
 * A Kafka cluster of one topic that does what a test says: several brokers in this process that speak enough of the
 * protocol for a producer, with a log per partition. Which broker leads which partition is a table that may be changed
 * between two requests. It drops a batch whose producer and sequence it has seen, and calls it stored, as Kafka does.
 */
export class ScriptedKafka {
  /** Partition → the broker that leads it. */
  readonly leaders: number[];
  /** Partition → the values that lie in its log. */
  readonly log: string[][];
  readonly attempts: ProduceAttempt[] = [];
  /** What becomes of a request for one partition at its leader. */
  script: (attempt: ProduceAttempt) => Verdict = () => 'stored';
  /** Ends the connection of who has not authenticated, as a broker with SASL does: nobody can, here. */
  isClosedToStrangers = false;
  /** Brokers that take connections and answer nothing. */
  readonly deaf = new Set<number>();
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #seen = new Set<string>();
  #producers = 0n;

  private constructor(
    readonly topic: string,
    leaders: readonly number[],
  ) {
    this.leaders = [...leaders];
    this.log = leaders.map(() => []);
  }

  /** `leaders`: of each partition the index of its broker. */
  static async start(
    topic: string,
    { brokers, leaders }: { brokers: number; leaders: readonly number[] },
  ): Promise<ScriptedKafka> {
    const kafka = new ScriptedKafka(topic, leaders);
    for (let broker = 0; broker < brokers; broker += 1) await kafka.#listen(broker);
    return kafka;
  }

  get brokers(): string[] {
    return this.#servers.map((_, broker) => `127.0.0.1:${this.#port(broker)}`);
  }

  /** A connection to the first broker. */
  connect(): Socket {
    return connect({ host: '127.0.0.1', port: this.#port(0) });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(
      this.#servers.map(async (server) => {
        server.close();
        await once(server, 'close');
      }),
    );
  }

  async #listen(broker: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(broker, socket));
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  #serve(broker: number, socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    // A process that hangs does not close what its clients have closed.
    socket.on('end', () => {
      if (!this.deaf.has(broker)) socket.end();
    });
    let gathered = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      gathered = Buffer.concat([gathered, chunk]);
      while (gathered.length >= 4 && gathered.length >= 4 + gathered.readInt32BE()) {
        const size = gathered.readInt32BE();
        const request = new WireReader(gathered.subarray(4, 4 + size));
        gathered = gathered.subarray(4 + size);
        if (this.isClosedToStrangers && gathered.length === 0 && request.peekInt16() !== API.apiVersions) {
          socket.end();
          return;
        }
        const answer = this.#answer(broker, request);
        if (answer !== null) socket.write(Buffer.concat([wire.int32(answer.length), answer]));
      }
    });
  }

  /** Null: none. */
  #answer(broker: number, request: WireReader): Buffer | null {
    const api = request.int16();
    request.int16(); // version: for each API one is offered
    const correlation = wire.int32(request.int32());
    request.text(); // client id
    if (this.deaf.has(broker)) return null;
    const body = this.#body(broker, api, request);
    return body === null ? null : Buffer.concat([correlation, body]);
  }

  #body(broker: number, api: number, request: WireReader): Buffer | null {
    switch (api) {
      case API.apiVersions:
        return Buffer.concat([
          wire.int16(0),
          wire.list([
            offer(API.produce, 3),
            offer(API.metadata, 1),
            offer(API.apiVersions, 0),
            offer(API.initProducerId, 0),
          ]),
        ]);
      case API.metadata:
        return this.#metadata();
      case API.initProducerId:
        this.#producers += 1n;
        return Buffer.concat([wire.int32(0), wire.int16(0), wire.int64(this.#producers), wire.int16(0)]);
      case API.produce:
        return this.#produce(broker, request);
      default:
        throw new Error(`the scripted Kafka knows no API ${api}`);
    }
  }

  #metadata(): Buffer {
    const brokers = this.#servers.map((_, broker) =>
      Buffer.concat([wire.int32(broker), wire.text('127.0.0.1'), wire.int32(this.#port(broker)), wire.none()]),
    );
    const partitions = this.leaders.map((leader, partition) => {
      const copies = wire.list(this.#servers.map((_, broker) => wire.int32(broker)));
      return Buffer.concat([wire.int16(0), wire.int32(partition), wire.int32(leader), copies, copies]);
    });
    const topic = Buffer.concat([wire.int16(0), wire.text(this.topic), wire.bool(false), wire.list(partitions)]);
    return Buffer.concat([wire.list(brokers), wire.int32(0), wire.list([topic])]);
  }

  #produce(broker: number, request: WireReader): Buffer | null {
    request.text(); // transactional id
    request.int16(); // acks
    request.int32(); // timeout
    let isAnswered = true;
    const topics = request.list(() => {
      const name = request.text() ?? '';
      const partitions = request.list(() => {
        const partition = request.int32();
        const verdict = this.#store(broker, partition, readBatch(request.blob()));
        if (verdict === 'hang' || verdict === 'silent') isAnswered = false;
        if (verdict === 'missing') return null;
        const code = wire.int16(typeof verdict === 'number' ? verdict : 0);
        return Buffer.concat([wire.int32(partition), code, wire.int64(0n), wire.int64(-1n)]);
      });
      return Buffer.concat([wire.text(name), wire.list(partitions.filter((one) => one !== null))]);
    });
    return isAnswered ? Buffer.concat([wire.list(topics), wire.int32(0)]) : null;
  }

  #store(broker: number, partition: number, batch: RecordBatch): Verdict {
    const attempt = { broker, partition, values: batch.values };
    this.attempts.push(attempt);
    if (this.leaders[partition] !== broker) return NOT_LEADER;
    const verdict = this.script(attempt);
    if (verdict !== 'stored' && verdict !== 'silent') return verdict;
    const place = `${partition} ${batch.producerId} ${batch.sequence}`;
    const isKnown = batch.producerId >= 0n && this.#seen.has(place);
    if (!isKnown) this.log[partition]?.push(...batch.values);
    this.#seen.add(place);
    return verdict;
  }

  #port(broker: number): number {
    return (this.#servers[broker]?.address() as AddressInfo).port;
  }
}

function offer(api: number, version: number): Buffer {
  return Buffer.concat([wire.int16(api), wire.int16(version), wire.int16(version)]);
}
