import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { USERS } from '#contracts';
import { ensureTopics, groupName, kafkaSettings, openKafka, type KafkaSettings } from '#kafka';
import { KafkaBroker } from '../../../deploy/local/parts/kafka-broker.js';
import { choosePorts } from '../../../deploy/local/parts/ports.js';
import { eventually } from '../../../test/support/eventually.js';
import { KafkaSource } from './kafka-source.js';
import { DEFAULT_SESSION } from './kafka-source-options.js';
import { SILENT } from './log.js';

// kafkajs is CommonJS and spreads its enums into its exports, where Node's ESM loader does not see them by name.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
jest.setTimeout(120_000);

/** Permits everything that no ACL speaks of. */
const AUTHORIZER = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': 'true',
};

let dir: string;
let broker: KafkaBroker;
let settings: KafkaSettings;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rollcall-acl-'));
  const { ports } = await choosePorts({ kafka: 'free', controller: 'free' });
  broker = await KafkaBroker.start({ dir, port: ports.kafka, controllerPort: ports.controller, settings: AUTHORIZER });
  settings = kafkaSettings({ KAFKA_BROKERS: broker.brokers, KAFKA_TOPIC_PREFIX: 'acme.' });
  const kafka = openKafka(settings, 'test');
  await ensureTopics(kafka, [USERS], { prefix: settings.topicPrefix, replicationFactor: 1 });
});
afterAll(async () => {
  await broker.stop();
  await rm(dir, { recursive: true, force: true });
});

it('names the group that a user may not read with, and reads on once it is permitted', async () => {
  const groupId = groupName(settings, 'directory');
  const admin = openKafka(settings, 'test').admin();
  await admin.connect();
  const denied = {
    resourceType: AclResourceTypes.GROUP,
    resourceName: groupId,
    principal: 'User:ANONYMOUS',
    host: '*',
    operation: AclOperationTypes.ALL,
    permissionType: AclPermissionTypes.DENY,
  };
  await admin.createAcls({ acl: [{ ...denied, resourcePatternType: ResourcePatternTypes.LITERAL }] });
  const source = new KafkaSource({
    kafka: openKafka(settings, 'test'),
    topicPrefix: settings.topicPrefix,
    groupId,
    log: SILENT,
    concurrency: 1,
    fetchBytes: 1_048_576,
    bytesPerPartition: 1_048_576,
    session: DEFAULT_SESSION,
  });
  source.start({ topics: [USERS.name], assigned: () => undefined, read: () => Promise.resolve() });
  try {
    const problem = await eventually(
      'it has been refused',
      () => (source.problem()?.includes('Coordinator') === true ? source.problem() : null),
      { timeout: 30_000 },
    );
    expect(problem).toMatch(/consumer group acme\.rollcall\.directory: its user needs Read/);
    await admin.deleteAcls({ filters: [{ ...denied, resourcePatternType: ResourcePatternTypes.LITERAL }] });
    await eventually('it reads', () => source.problem() === null, { timeout: 60_000 });
  } finally {
    await source.stop();
    await admin.disconnect();
  }
});
