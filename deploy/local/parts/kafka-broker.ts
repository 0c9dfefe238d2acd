import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kafkaSettings, openKafka, type KafkaSettings } from '#kafka';
import { kafkaJars } from './kafka-jars.js';
import { serverProperties, type KafkaPlace, type KafkaSecurity } from './kafka-settings.js';
import { HOST } from './ports.js';
import { setScramUsers } from './scram-users.js';
import { orStopped } from './or-stopped.js';
import { SupervisedProcess, type Supervision } from './supervised-process.js';
import { waitUntil } from './wait-until.js';

/** `dir` is a folder of its own for the log segments; it is formatted when it is empty. */
export interface KafkaOptions extends Supervision, KafkaPlace {
  readonly onLine?: (line: string) => void;
}

// Measured: listens after 2.5 s; after kill -9 it waits 5 s for its own old session to end. Three at once on a busy
// machine: 11 to 53 s.
const READY_WITHIN_MS = 120_000;

/** One Apache Kafka node in KRaft mode, broker and controller in one JVM, on this machine only; alone or one of several. */
export class KafkaBroker {
  readonly #options: KafkaOptions;
  readonly brokers: string;
  readonly #process: SupervisedProcess;

  private constructor(
    readonly port: number,
    java: readonly string[],
    options: KafkaOptions,
  ) {
    this.#options = options;
    this.brokers = `${HOST}:${port}`;
    this.#process = new SupervisedProcess(
      {
        name: options.node === undefined ? 'kafka' : `kafka-${options.node.id}`,
        command: 'java',
        args: [...java, 'kafka.Kafka', settingsFile(options.dir)],
        env: { PATH: process.env.PATH, HOME: process.env.HOME, JAVA_HOME: process.env.JAVA_HOME, TZ: 'UTC' },
        cwd: options.dir,
        stopWithin: 20_000,
        ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
      },
      options,
    );
  }

  /** Fetches the jars and formats the folder if need be, starts the broker and waits until it serves (120 s). */
  static async start(options: KafkaOptions): Promise<KafkaBroker> {
    const kafka = await KafkaBroker.prepare(options);
    return orStopped(kafka, () => kafka.restart());
  }

  /** As `start`, without starting it: one of several nodes serves only when most of them run. */
  static async prepare(options: KafkaOptions): Promise<KafkaBroker> {
    const jars = await kafkaJars();
    // Without the second compiler: half the processor time of a start (2 s for 4) and 40 MB less; a broker mostly copies.
    const java = [
      options.node === undefined ? '-Xmx256m' : '-Xmx192m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Dorg.apache.logging.log4j.level=WARN',
      '-cp',
      join(jars, '*'),
    ];
    await mkdir(options.dir, { recursive: true, mode: 0o700 });
    await writeFile(settingsFile(options.dir), serverProperties(options));
    await format(java, options);
    return new KafkaBroker(options.port, java, options);
  }

  /** The JVM's. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Starts it (again) after `stop` or `kill`, and waits until it serves. */
  async restart(): Promise<void> {
    this.launch();
    await this.ready();
  }

  /** Starts it and does not wait: for who knows another way to tell that it serves. */
  launch(): void {
    this.#process.start();
  }

  /** Resolves once the broker has registered (clients find it in the cluster's metadata) and coordinates groups. */
  async ready(): Promise<void> {
    await waitUntil(() => this.#serves(), {
      what: `the Kafka broker on port ${this.port} to serve`,
      timeout: READY_WITHIN_MS,
      every: 200,
      hopeless: () => this.#process.epitaph,
    });
  }

  /** As `KAFKA_*` settings: whoever may do everything. */
  get operatorEnv(): Readonly<Record<string, string>> {
    const { security } = this.#options;
    return security === undefined
      ? { KAFKA_BROKERS: this.brokers }
      : userEnv(this.brokers, security, security.operator);
  }

  async #serves(): Promise<boolean> {
    const { security, controllerPort } = this.#options;
    if (security !== undefined) await setScramUsers({ ...security, controllerPort }, security.passwords);
    return serves(kafkaSettings(this.operatorEnv), this.port);
  }

  /** SIGSTOP: it keeps its connections and says nothing, until `resume`. */
  pause(): void {
    this.#process.kill('SIGSTOP');
  }

  resume(): void {
    this.#process.kill('SIGCONT');
  }

  /** SIGTERM, and waits for the end (1.4 s). */
  async stop(): Promise<void> {
    await this.#process.stop();
  }

  /** kill -9; resolves when the JVM has ended. Supervised, it is started again. */
  async kill(): Promise<void> {
    const ended = this.#process.ended();
    this.#process.kill('SIGKILL');
    await ended;
  }
}

function settingsFile(dir: string): string {
  return join(dir, 'server.properties');
}

async function format(java: readonly string[], { dir, node }: KafkaPlace): Promise<void> {
  const formatted = await stat(join(dir, 'log', 'meta.properties')).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  // New data are a new cluster: consumers that remember offsets of another one must be able to tell.
  const args = [
    ...java,
    'kafka.tools.StorageTool',
    'format',
    '-t',
    node?.clusterId ?? clusterId(),
    '-c',
    settingsFile(dir),
  ];
  const child = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`Kafka's storage in ${dir} could not be formatted: ${said.trim()}`);
}

/** 16 bytes in base64url. Never with a leading '-' (1 of 64 has one), which the tool takes for an option. */
export function clusterId(bytes: (size: number) => Buffer = randomBytes): string {
  for (;;) {
    const id = bytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

/** The `KAFKA_*` settings of one of the users. */
export function userEnv(brokers: string, security: KafkaSecurity, user: string): Readonly<Record<string, string>> {
  const password = security.passwords[user];
  if (password === undefined) throw new Error(`Kafka has no user ${user}`);
  return {
    KAFKA_BROKERS: brokers,
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA: security.ca,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: password,
  };
}

async function serves(settings: KafkaSettings, port: number): Promise<boolean> {
  const admin = openKafka(settings, 'launcher').admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    // Of several, each answers; whether it is let in says the list.
    if (!(await admin.describeCluster()).brokers.some((broker) => broker.port === port)) return false;
    // The first question about any group makes the broker create its topic of offsets; a consumer that came before it
    // would be told "coordinator is loading" and crash once.
    await admin.describeGroups(['launcher']);
    return true;
  } finally {
    await admin.disconnect();
  }
}
