import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { encodeEvent, GROUPS, type RollcallEvent } from '#contracts';
import { openKafka } from '#kafka';
import { appendToOutbox, KafkaPublisher, Relay } from '#outbox';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { DATABASE, MIGRATIONS } from '../storage/database.js';
import { compareWithTopics } from './compare-with-topics.js';

jest.setTimeout(30_000);

const TENANT = uuid();
const [KEPT, CHANGED, DELETED, LATER] = [uuid(), uuid(), uuid(), uuid()];

let database: TestDatabase<keyof typeof DATABASE.roles>;
let backup: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;

beforeAll(async () => {
  [database, kafka] = await Promise.all([createTestDatabase(DATABASE, MIGRATIONS), testKafka()]);
  await write(database, [event(KEPT, 1), event(CHANGED, 1), event(DELETED, 1)]);
  await publish(database);
  backup = await database.copy();
  await write(database, [event(CHANGED, 2), event(CHANGED, 3), event(DELETED, 2, 'deleted'), event(LATER, 1)]);
  await publish(database);
});

afterAll(() => Promise.all([database.drop(), backup.drop(), kafka.drop()]));

function event(groupId: string, version: number, deleted?: 'deleted'): RollcallEvent {
  const time = new Date().toISOString();
  const actor = { connectionId: 'c', credentialId: 'k' };
  const common = {
    id: uuid(),
    source: `/tenants/${TENANT}/connections/c`,
    subject: groupId,
    time,
    tenantId: TENANT,
    resourceVersion: version,
    scimEvent: null,
    correlationId: uuid(),
    traceparent: null,
  };
  if (deleted !== undefined) {
    return {
      ...common,
      type: 'rollcall.GroupDeprovisioned',
      data: { reason: deleted, actor, group: null, changes: [] },
    };
  }
  const meta = { resourceType: 'Group' as const, created: time, lastModified: time, version: `W/"${version}"` };
  const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], id: groupId, displayName: groupId, meta };
  const data = { actor, group, changes: [], membersAdded: [], membersRemoved: [] };
  return { ...common, type: 'rollcall.GroupUpdated', data };
}

/** State and events in one transaction, as scim-api's writer does it. */
async function write({ ownerUrl }: { ownerUrl: string }, events: readonly RollcallEvent[]): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('begin');
  for (const { subject, resourceVersion, type } of events) {
    await client.query('delete from groups where id = $1', [subject]);
    if (type === 'rollcall.GroupDeprovisioned') continue;
    await client.query(
      `insert into groups (id, tenant_id, version, created, last_modified, display_name_key, attributes)
       values ($1::uuid, $2, $3, now(), now(), $1::uuid::text, '{}')`,
      [subject, TENANT, resourceVersion],
    );
  }
  await appendToOutbox(client, events);
  await client.query('commit');
  await client.end();
}

async function publish(from: TestDatabase<keyof typeof DATABASE.roles>): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const publisher = new KafkaPublisher(kafka.settings, { clientId: 'spec' });
  const relay = new Relay({ databaseUrl: from.url('relay'), publisher, log });
  while ((await relay.runOnce()).published > 0);
  await relay.stop();
}

describe('the comparison of a database with the topics', () => {
  it('finds nothing lost in the database that wrote them', async () => {
    expect(await compareWithTopics(database.ownerUrl, kafka.settings)).toEqual({ resources: 3, events: 7, lost: [] });
  });

  it('finds in an older backup what was written after it', async () => {
    const { lost } = await compareWithTopics(backup.ownerUrl, kafka.settings);
    const brief = lost.map(({ resourceId, stored, writes }) => [resourceId, stored, writes.map((one) => one.version)]);
    expect(brief).toEqual([
      [CHANGED, 1, [2, 3]],
      [DELETED, 1, [2]],
      [LATER, null, [1]],
    ]);
    expect(lost[1]?.writes[0]).toMatchObject({
      tenantId: TENANT,
      type: 'rollcall.GroupDeprovisioned',
      isDeletion: true,
    });
  });

  it('misses nothing of a tenant that has ended since', async () => {
    const [own, tenantId] = [await testKafka(), TENANT];
    const { id, source, time, correlationId } = event(uuid(), 1);
    const envelope = { id, source, time, correlationId, subject: tenantId, tenantId };
    const actor = { type: 'operator', name: null };
    const ended: RollcallEvent = {
      ...envelope,
      type: 'rollcall.TenantEnded',
      resourceVersion: null,
      scimEvent: null,
      traceparent: null,
      data: { askedAt: time, actor, reason: 'of a test' },
    };
    const producer = openKafka(own.settings, 'spec').producer();
    await producer.connect();
    for (const { topic, key, headers, value } of [event(LATER, 1), ended].map(encodeEvent)) {
      await producer.send({
        topic: own.settings.topicPrefix + topic,
        messages: [{ key, headers: { ...headers }, value }],
      });
    }
    await producer.disconnect();
    expect(await compareWithTopics(backup.ownerUrl, own.settings)).toMatchObject({ events: 1, lost: [] });
    await own.drop();
  });

  it('refuses to report as a role that does not see every tenant', async () => {
    await expect(compareWithTopics(database.url('scim'), kafka.settings)).rejects.toThrow(/row-level security/);
  });

  it('refuses to report past an event that only a later version can read', async () => {
    const own = await testKafka();
    const { topic, key, headers, value } = encodeEvent(event(uuid(), 1));
    const producer = openKafka(own.settings, 'spec').producer();
    await producer.connect();
    const messages = [{ key, headers: { ...headers, ce_type: 'rollcall.GroupMerged' }, value }];
    await producer.send({ topic: own.settings.topicPrefix + topic, messages });
    await producer.disconnect();
    await expect(compareWithTopics(database.ownerUrl, own.settings)).rejects.toThrow(/GroupMerged: a later version/);
    await own.drop();
  });

  it('refuses to report when an event cannot be read', async () => {
    const producer = openKafka(kafka.settings, 'spec').producer();
    await producer.connect();
    await producer.send({
      topic: kafka.settings.topicPrefix + GROUPS.name,
      messages: [{ key: 'k', value: 'rubbish' }],
    });
    await producer.disconnect();
    await expect(compareWithTopics(database.ownerUrl, kafka.settings)).rejects.toThrow(/ce_specversion/);
  });
});
