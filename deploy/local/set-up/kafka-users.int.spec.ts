import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import kafkajs, { type Admin, type Kafka, Partitioners } from 'kafkajs';
import { ACTS, TOPICS, USERS } from '#contracts';
import { diagnose, ensureRights, kafkaSettings, openKafka, type KafkaSettings } from '#kafka';
import { ensureSecurity, permitKafkaUsers, type ServerSecurity } from './security.js';
import { KAFKA_USERS, kafkaRights, type KafkaUser, OPERATOR } from './kafka-users.js';
import { kafkaAccess, kafkaEnvOf } from '../kafka-access.js';
import { eventually } from '../../../test/support/eventually.js';
import { kafkaJars } from '../parts/kafka-jars.js';
import { projectRoot } from '../parts/project-root.js';
import { KafkaBroker, userEnv } from '../parts/kafka-broker.js';
import type { KafkaSecurity } from '../parts/kafka-settings.js';
import { choosePorts } from '../parts/ports.js';
import { setScramUsers } from '../parts/scram-users.js';
import { setUpTopics } from './topics.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ConfigResourceTypes, ResourcePatternTypes } = kafkajs;
jest.setTimeout(120_000);

let dir: string;
let place: { readonly dir: string; readonly port: number; readonly controllerPort: number };
let made: ServerSecurity;
let security: KafkaSecurity;
let broker: KafkaBroker;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rollcall-users-'));
  const { ports } = await choosePorts({ kafka: 'free', controller: 'free' });
  place = { dir: join(dir, 'kafka'), port: ports.kafka, controllerPort: ports.controller };
  made = await ensureSecurity(dir);
  const { certificates, kafkaPasswords: passwords } = made;
  security = { ca: certificates.ca, bundle: certificates.bundle.kafka, operator: OPERATOR, passwords };
  broker = await KafkaBroker.start({ ...place, security });
  await permitKafkaUsers(broker.operatorEnv);
  await setUpTopics(userEnv(broker.brokers, security, KAFKA_USERS['set-up']));
  await writeOneEach();
  await symlink(join(projectRoot(), 'node_modules'), join(dir, 'node_modules'));
}, 300_000);
afterAll(async () => {
  await broker.stop();
  await rm(dir, { recursive: true, force: true });
});

const settingsOf = (user: KafkaUser): KafkaSettings => kafkaSettings(envOf(user));

async function writeOneEach(): Promise<void> {
  const producer = openKafka(settingsOf('relay'), 'spec').producer({ createPartitioner: PARTITIONER });
  await producer.connect();
  const others = TOPICS.filter((topic) => topic !== USERS && topic !== ACTS);
  const messages = [{ key: 'k', value: 'v' }];
  await producer.sendBatch({ topicMessages: others.map(({ name }) => ({ topic: name, messages })) });
  await write(ACTS.name)(openKafka(settingsOf('console'), 'spec'));
  for (const name of ['UserProvisioned.v1.created', 'UserDeprovisioned.v1.deleted']) {
    const golden = join(projectRoot(), 'libs/contracts/golden', name);
    const { key, headers } = JSON.parse(readFileSync(`${golden}.headers.json`, 'utf8')) as GoldenHeaders;
    await producer.send({
      topic: USERS.name,
      messages: [{ key, headers, value: readFileSync(`${golden}.value.json`) }],
    });
  }
  await producer.disconnect();
}

interface GoldenHeaders {
  readonly key: string;
  readonly headers: Record<string, string>;
}

const envOf = (user: KafkaUser): Readonly<Record<string, string>> =>
  userEnv(broker.brokers, security, KAFKA_USERS[user]);
const PARTITIONER = Partitioners.DefaultPartitioner;
const ONCE = { retries: 0 } as const;
type Attempt = (kafka: Kafka) => Promise<unknown>;

const asAdmin =
  (act: (admin: Admin) => Promise<unknown>): Attempt =>
  async (kafka) => {
    const admin = kafka.admin({ retry: ONCE });
    await admin.connect();
    try {
      await act(admin);
    } finally {
      await admin.disconnect();
    }
  };

const write =
  (topic: string): Attempt =>
  async (kafka) => {
    const producer = kafka.producer({ createPartitioner: PARTITIONER, retry: ONCE });
    await producer.connect();
    try {
      await producer.send({ topic, messages: [{ key: 'k', value: 'v' }] });
    } finally {
      await producer.disconnect();
    }
  };

const read =
  (topic: string, groupId: string): Attempt =>
  async (kafka) => {
    const consumer = kafka.consumer({
      groupId,
      maxWaitTimeInMs: 50,
      retry: { ...ONCE, restartOnFailure: () => Promise.resolve(false) },
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({ autoCommit: false, eachMessage: async () => resolve() });
      await promise;
    } finally {
      await consumer.disconnect();
    }
  };

const GROUP_OF = (name: string): string => `rollcall.${name}`;
const NEW_TOPIC = { numPartitions: 1, replicationFactor: 1 };

/** What can be tried, by name. Those that change something are tried on what nobody else needs. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'create a topic of ours': asAdmin((admin) =>
    admin.createTopics({ topics: [{ topic: 'rollcall.extra.v1', ...NEW_TOPIC }], waitForLeaders: false }),
  ),
  "create another's topic": asAdmin((admin) =>
    admin.createTopics({ topics: [{ topic: 'payroll', ...NEW_TOPIC }], waitForLeaders: false }),
  ),
  'delete a topic': asAdmin((admin) => admin.deleteTopics({ topics: ['rollcall.admin.v1'] })),
  'add partitions': asAdmin((admin) =>
    admin.createPartitions({ topicPartitions: [{ topic: 'rollcall.admin.v1', count: 2 }] }),
  ),
  'see the settings of a topic': asAdmin((admin) =>
    admin.describeConfigs({
      resources: [{ type: ConfigResourceTypes.TOPIC, name: 'rollcall.users.v1' }],
      includeSynonyms: false,
    }),
  ),
  'shorten what a topic keeps': asAdmin((admin) =>
    admin.alterConfigs({
      validateOnly: true,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: 'rollcall.users.v1',
          configEntries: [{ name: 'retention.ms', value: '1' }],
        },
      ],
    }),
  ),
  'grant a right': asAdmin((admin) =>
    admin.createAcls({
      acl: [
        {
          resourceType: AclResourceTypes.TOPIC,
          resourceName: 'x',
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal: 'User:x',
          host: '*',
          operation: AclOperationTypes.READ,
          permissionType: AclPermissionTypes.ALLOW,
        },
      ],
    }),
  ),
  "delete the directory's group": asAdmin((admin) => admin.deleteGroups([GROUP_OF('directory')])),
  ...Object.fromEntries(TOPICS.map(({ name }) => [`write ${name}`, write(name)])),
  ...Object.fromEntries(
    TOPICS.map(({ name }) => [
      `read ${name} with a group of its own`,
      (kafka: Kafka) => read(name, `${ownGroup}-${name}`)(kafka),
    ]),
  ),
  ...Object.fromEntries(
    ['directory', 'audit', 'notifier'].map((name) => [
      `read as ${name}'s group`,
      read('rollcall.users.v1', GROUP_OF(name)),
    ]),
  ),
  "read as an unrelated program's group": read('rollcall.users.v1', 'payroll'),
};
let ownGroup = '';

const READS = (...topics: string[]): string[] =>
  topics.map((name) => `read rollcall.${name}.v1 with a group of its own`);
const ALLOWED: Readonly<Record<KafkaUser, readonly string[]>> = {
  'set-up': ['create a topic of ours', 'see the settings of a topic'],
  relay: TOPICS.filter((topic) => topic !== ACTS).map(({ name }) => `write ${name}`),
  directory: [...READS('users', 'groups', 'admin'), "read as directory's group", 'write rollcall.acts.v1'],
  audit: [
    ...READS('users', 'groups', 'provisioning', 'admin', 'acts'),
    "read as audit's group",
    'write rollcall.acts.v1',
  ],
  notifier: [
    ...READS('users', 'groups', 'provisioning', 'admin', 'acts', 'shadow.users', 'shadow.groups'),
    "read as notifier's group",
    'write rollcall.acts.v1',
  ],
  console: ['write rollcall.acts.v1'],
  reader: READS('users', 'groups', 'provisioning', 'admin', 'acts'),
};
/** A group that is the user's by its name, where it has any. */
const OWN_GROUPS: Readonly<Record<KafkaUser, string>> = {
  'set-up': 'rollcall.set-up',
  relay: 'rollcall.relay',
  directory: 'rollcall.directory-rebuild',
  audit: 'rollcall.audit-rebuild',
  notifier: 'rollcall.notifier-rebuild',
  console: 'rollcall.console',
  reader: 'hr',
};
const REFUSALS = /AUTHORIZATION_FAILED|not authorized|GroupCoordinatorNotFound|Authorization failed/i;

async function outcome(attempt: Attempt, settings: KafkaSettings): Promise<string> {
  try {
    await attempt(openKafka(settings, 'spec', undefined, { retry: ONCE }));
    return 'allowed';
  } catch (error) {
    const said = inspect(error, { depth: 6 });
    return REFUSALS.test(said) ? 'refused' : said;
  }
}

describe("the README's consumer", () => {
  it.each([
    ['js', 'hr.mjs', [process.execPath, 'hr.mjs']],
    ['java', 'Hr.java', ['java', '-Xmx128m', '-cp', 'JARS', 'Hr.java']],
  ])('reads along in %s, by what run.json says', async (language, file, command) => {
    const env = kafkaEnvOf(await kafkaAccess({ brokers: broker.brokers, env: envOf, operatorEnv: {}, own: broker }));
    await writeFile(join(dir, file), programIn(language));
    const [program = '', ...args] = command;
    const jars = `${await kafkaJars()}/*`;
    const child = spawn(
      program,
      args.map((arg) => (arg === 'JARS' ? jars : arg)),
      {
        cwd: dir,
        env: { ...process.env, ...env, NODE_OPTIONS: '' },
        detached: true,
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    try {
      await eventually('it has seen the last event', () => output.includes(' deleted') || over(child, output), {
        timeout: 60_000,
      });
    } finally {
      child.kill('SIGKILL');
    }
  });
});

function over({ exitCode }: { readonly exitCode: number | null }, output: string): false {
  if (exitCode !== null) throw new Error(`it ended with ${exitCode}: ${output}`);
  return false;
}

function programIn(language: string): string {
  const readme = readFileSync(join(projectRoot(), 'libs/contracts/README.md'), 'utf8');
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';
}

describe('each user of the secure broker', () => {
  it.each(Object.keys(KAFKA_USERS) as KafkaUser[])('%s may do what it needs, and is refused the rest', async (user) => {
    ownGroup = OWN_GROUPS[user];
    const tried = Object.entries(ATTEMPTS).map(async ([name, attempt]) => [
      name,
      await outcome(attempt, settingsOf(user)),
    ]);
    const outcomes: unknown = Object.fromEntries(await Promise.all(tried));
    const expected = Object.keys(ATTEMPTS).map((name) => [name, ALLOWED[user].includes(name) ? 'allowed' : 'refused']);
    expect(outcomes).toEqual(Object.fromEntries(expected));
  });

  it('has no right any more that the table does not name', async () => {
    const kafka = openKafka(kafkaSettings(broker.operatorEnv), 'spec');
    const more = { on: 'topic', name: 'payroll', operations: ['write'] } as const;
    await ensureRights(kafka, { [KAFKA_USERS.relay]: [...(kafkaRights('')[KAFKA_USERS.relay] ?? []), more] });
    await permitKafkaUsers(broker.operatorEnv);
    expect(await outcome(write('payroll'), settingsOf('relay'))).toBe('refused');
    expect(await outcome(write('rollcall.users.v1'), settingsOf('relay'))).toBe('allowed');
  });
});

describe('whoever is no user of the secure broker', () => {
  const said = (env: Record<string, string | undefined>): Promise<string[]> =>
    diagnose(kafkaSettings({ ...userEnv(broker.brokers, security, KAFKA_USERS.relay), ...env }));

  it.each([
    ['by a wrong password', { KAFKA_SASL_PASSWORD: 'wrong' }, /refuses the user rollcall-relay or its password/],
    ['by an unknown name', { KAFKA_SASL_USERNAME: 'nobody' }, /refuses the user nobody or its password/],
    ['by another mechanism', { KAFKA_SASL_MECHANISM: 'plain' }, /does not take plain: see KAFKA_SASL_MECHANISM/],
    ['without a name', { KAFKA_SASL_MECHANISM: '' }, /wants to know who asks: set KAFKA_SASL_MECHANISM/],
    ['without TLS', { KAFKA_SSL: '', KAFKA_SSL_CA: '' }, /speaks TLS: set KAFKA_SSL=true/],
    ['without its CA', { KAFKA_SSL_CA: '' }, /set KAFKA_SSL_CA to that CA's PEM file/],
  ])('is refused %s, and told so', async (_how, env, sentence) => {
    expect(await said(env)).toEqual([expect.stringMatching(sentence)]);
    const settings = kafkaSettings({ ...userEnv(broker.brokers, security, KAFKA_USERS.relay), ...env });
    expect(
      await outcome(
        asAdmin((admin) => admin.listTopics()),
        settings,
      ),
    ).not.toBe('allowed');
  });

  it('is not the controller either', async () => {
    const { postgres: bundle } = made.certificates.bundle;
    const door = { ca: security.ca, controllerPort: place.controllerPort, bundle };
    await expect(setScramUsers(door, { mallory: 'm' })).rejects.toThrow();
  });
});

it('serves the same topics when it is open again', async () => {
  await broker.stop();
  broker = await KafkaBroker.start(place);
  const { brokers } = broker;
  await expect(
    asAdmin((admin) => admin.deleteTopics({ topics: ['rollcall.extra.v1'] }))(
      openKafka(kafkaSettings({ KAFKA_BROKERS: brokers }), 'spec'),
    ),
  ).resolves.toBeUndefined();
  await read('rollcall.users.v1', 'again')(openKafka(kafkaSettings({ KAFKA_BROKERS: brokers }), 'spec'));
});
