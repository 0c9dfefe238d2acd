import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { USERS } from '#contracts';
import { headerText, openKafka } from '#kafka';
import { eventually } from '../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { encodedSize, fitsTopic } from './encoded-size.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { LANES } from './lane.js';
import { OutboxDatabase } from './outbox-database.fixture.js';
import { userUpdated } from './outbox.fixture.js';
import { recordOf } from './publisher.suite.js';
import { readTopics } from './read-topics.fixture.js';

jest.setTimeout(60_000);

let outbox: OutboxDatabase;
let kafka: TestKafka;

beforeAll(async () => {
  [outbox, kafka] = await Promise.all([OutboxDatabase.create(), testKafka()]);
});
afterAll(() => Promise.all([outbox.drop(), kafka.drop()]));

const publisher = (): KafkaPublisher => new KafkaPublisher(kafka.settings, { clientId: 'spec' });
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('relays on a real broker', () => {
  it('lose and reorder nothing while their sessions are ended over and over', async () => {
    const relays = ['one', 'two', 'three'].map((applicationName) =>
      outbox.relay({ publisher: publisher(), applicationName, pollMs: 20 }),
    );
    for (const relay of relays) relay.start();
    await eventually('all lanes are held', () => relays.flatMap((relay) => relay.lanes).length === LANES);

    const users = upTo(30).map(() => uuid());
    for (const version of upTo(30)) {
      await outbox.append(...users.map((user) => userUpdated(user, version)));
      if (version % 5 === 0) await outbox.endLaneSession(['one', 'two', 'three'][version % 3] ?? 'one');
    }
    await eventually('nothing waits', async () => (await outbox.waiting()) === 0, { timeout: 20_000 });

    const messages = await readTopics(openKafka(kafka.settings, 'spec'), [kafka.settings.topicPrefix + USERS.name]);
    const idsOf = new Map<string, Set<string>>();
    const versionsOf = new Map<string, Set<number>>();
    for (const headers of messages.map((message) => headerText(message.headers))) {
      const { ce_subject: user = '', ce_resourceversion: version, ce_id: id = '' } = headers;
      versionsOf.set(user, (versionsOf.get(user) ?? new Set<number>()).add(Number(version)));
      idsOf.set(user, (idsOf.get(user) ?? new Set<string>()).add(id));
    }
    for (const user of users) {
      expect([...(versionsOf.get(user) ?? [])]).toEqual(upTo(30));
      expect(idsOf.get(user)?.size).toBe(30);
    }
    await outbox.stopRelays();
  });
});

describe('the size of an event', () => {
  it('says what the broker takes: an event that just fits is stored', async () => {
    const user = uuid();
    const limit = 1_048_576;
    const padding = limit - encodedSize(userUpdated(user, 1, 0));
    const fitting = userUpdated(user, 1, padding);
    expect(encodedSize(fitting)).toBe(limit);
    expect(fitsTopic(fitting)).toBe(true);
    expect(fitsTopic(userUpdated(user, 1, padding + 1))).toBe(false);

    const to = publisher();
    await to.publish([recordOf(fitting)]);
    // The bound counts lengths at their longest: a hundred bytes or so above it the broker refuses.
    const large = recordOf(userUpdated(user, 2, padding + 300));
    await expect(to.publish([large])).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
    await to.close();
  });
});
