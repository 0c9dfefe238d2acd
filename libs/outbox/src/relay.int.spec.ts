import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { scopeToTenant } from '#postgres';
import { metricsText } from '#telemetry';
import { recordTelemetry } from '../../../test/support/record-telemetry.js';
import { eventually } from '../../../test/support/eventually.js';
import { appendToOutbox } from './append.js';
import { LANES, laneOf } from './lane.js';
import { MemoryPublisher } from './memory-publisher.fixture.js';
import { OutboxBell } from './outbox-bell.js';
import { OutboxDatabase } from './outbox-database.fixture.js';
import { TENANT, userUpdated } from './outbox.fixture.js';
import { PublishFailed, type OutboxRecord, type Publisher } from './publisher.js';

let outbox: OutboxDatabase;

beforeAll(async () => {
  outbox = await OutboxDatabase.create();
});
afterEach(() => outbox.stopRelays());
afterAll(() => outbox.drop());

const versionsOf = (publisher: MemoryPublisher, user: string): number[] =>
  publisher.stored
    .filter((record) => record.headers.ce_subject === user)
    .map((record) => Number(record.headers.ce_resourceversion));

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a relay', () => {
  it('publishes what was appended, once and in order, and leaves nothing waiting', async () => {
    const publisher = new MemoryPublisher();
    const [one, other] = [uuid(), uuid()];
    await outbox.append(userUpdated(one, 1), userUpdated(other, 1), userUpdated(one, 2));
    const relay = outbox.relay({ publisher });

    expect(await relay.runOnce()).toMatchObject({ published: 3 });
    expect(await relay.runOnce()).toMatchObject({ published: 0 });
    expect(versionsOf(publisher, one)).toEqual([1, 2]);
    expect(versionsOf(publisher, other)).toEqual([1]);
    expect(publisher.stored[0]?.key).toBe(`${TENANT}/${one}`);
    expect(await outbox.waiting()).toBe(0);
  });

  it('sends no more at once than its limits say, and at least one record', async () => {
    const user = uuid();
    const publisher = new MemoryPublisher();
    await outbox.append(...upTo(5).map((version) => userUpdated(user, version, 1_000)));
    const relay = outbox.relay({ publisher, limits: { rowsPerLane: 2, bytes: 1_000_000 } });
    expect(await relay.runOnce()).toMatchObject({ published: 2 });
    const small = outbox.relay({ publisher, limits: { rowsPerLane: 10, bytes: 10 } });
    await relay.stop();
    expect(await small.runOnce()).toMatchObject({ published: 1 });
  });

  it('lets tenants have turns by bytes: what one has waiting delays another by a batch', async () => {
    const publisher = new MemoryPublisher();
    const other = uuid();
    const [busy, calm] = [uuid(), uuid()];
    for (const from of [1, 11, 21]) {
      await outbox.append(...upTo(10).map((at) => userUpdated(busy, from + at - 1, 100_000)));
    }
    await outbox.append(...upTo(3).map((version) => ({ ...userUpdated(calm, version), tenantId: other })));
    const relay = outbox.relay({ publisher, limits: { rowsPerLane: 64, bytes: 300_000 } });
    await relay.runOnce();
    expect(versionsOf(publisher, calm)).toEqual(upTo(3));
    const first = publisher.stored.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0);
    expect(first).toBeLessThan(300_000);
    while ((await relay.runOnce()).published > 0);
    expect(versionsOf(publisher, busy)).toEqual(upTo(30));
  });

  it('sends a small event before a large one of another tenant that was there first', async () => {
    const publisher = new MemoryPublisher();
    const [busy, calm] = [uuid(), uuid()];
    await outbox.append(userUpdated(busy, 1, 400_000));
    await outbox.append({ ...userUpdated(calm, 1), tenantId: uuid() });
    await outbox.relay({ publisher }).runOnce();
    expect(versionsOf(publisher, calm)).toEqual([1]);
    expect(versionsOf(publisher, busy)).toEqual([]);
  });

  it('finds a record that was committed after one with a higher id', async () => {
    const publisher = new MemoryPublisher();
    const relay = outbox.relay({ publisher });
    const [slow, fast] = [uuid(), uuid()];
    const client = await outbox.writer.connect();
    await client.query('begin');
    await scopeToTenant(client, TENANT);
    await appendToOutbox(client, [userUpdated(slow, 1)]);
    await outbox.append(userUpdated(fast, 1));
    await relay.runOnce();
    const last = publisher.stored.at(-1)?.id;
    await client.query('commit');
    client.release();

    // What a cursor would have seen: nothing above the last id, although a record waits.
    const cursor = await outbox.owner.query('select id from outbox where id > $1', [last]);
    expect(cursor.rows).toEqual([]);
    await relay.runOnce();
    expect(versionsOf(publisher, slow)).toEqual([1]);
  });

  it('sends a batch again that failed, with the same ids', async () => {
    const publisher = new MemoryPublisher();
    const user = uuid();
    await outbox.append(userUpdated(user, 1), userUpdated(user, 2));
    const relay = outbox.relay({ publisher });
    publisher.failNext({ stored: true });
    await expect(relay.runOnce()).rejects.toMatchObject({ code: 'PUBLISH_FAILED' });
    await outbox.append(userUpdated(user, 3));
    await relay.runOnce();
    expect(versionsOf(publisher, user)).toEqual([1, 2, 1, 2, 3]);
    expect(new Set(publisher.stored.map((record) => record.headers.ce_id)).size).toBe(3);
  });

  it('marks what is stored of a round that failed, while the rest of it still hangs, and sends the rest again', async () => {
    const [stored, hung] = [uuid(), uuid()];
    await outbox.append(userUpdated(stored, 1), userUpdated(hung, 1));
    const sent: string[][] = [];
    let hang = true;
    const release = Promise.withResolvers<void>();
    const publisher: Publisher = {
      async publish(records, onStored) {
        sent.push(records.map((record) => String(record.headers.ce_subject)));
        onStored?.(records.filter((record) => !hang || record.headers.ce_subject === stored));
        if (!hang) return;
        await release.promise;
        throw new PublishFailed('PUBLISH_FAILED', 'one broker hangs');
      },
      close: async () => undefined,
    };
    const relay = outbox.relay({ publisher });
    const round = relay.runOnce();
    await eventually('one is marked', async () => (await outbox.waiting()) === 1);
    release.resolve();
    await expect(round).rejects.toMatchObject({ code: 'PUBLISH_FAILED' });
    hang = false;
    await relay.runOnce();
    expect(sent).toEqual([[stored, hung], [hung]]);
    expect(await outbox.waiting()).toBe(0);
  });

  describe('with a large round under way', () => {
    const other = uuid();
    const ofLane = (isWanted: (lane: number) => boolean, tenant = TENANT): string => {
      for (;;) {
        const id = uuid();
        if (isWanted(laneOf(`${tenant}/${id}`))) return id;
      }
    };
    const isFirst = (lane: number): boolean => lane === 0;

    /** Stores small rounds at once, and a large one when it is let go, or fails it then. */
    class SlowForLarge implements Publisher {
      readonly sent: string[] = [];
      readonly letGo = Promise.withResolvers<void>();
      async publish(
        records: readonly OutboxRecord[],
        onStored?: (stored: readonly OutboxRecord[]) => void,
      ): Promise<void> {
        const isLarge = records.some(({ value }) => value.length > 100_000);
        if (isLarge) await this.letGo.promise;
        this.sent.push(...records.map(({ headers }) => `${headers.ce_subject} ${headers.ce_resourceversion}`));
        onStored?.(records);
      }
      async close(): Promise<void> {
        this.letGo.resolve();
      }
    }

    it('publishes what is small of the other lanes beside it, and nothing of its own', async () => {
      const [large, sharing, apart] = [ofLane(isFirst), ofLane(isFirst, other), ofLane((lane) => !isFirst(lane))];
      const publisher = new SlowForLarge();
      await outbox.append(userUpdated(large, 1, 200_000));
      const relay = outbox.relay({ publisher });
      relay.start();
      await eventually('it is under way', async () => relay.busyLanes.length === 1);
      await outbox.append({ ...userUpdated(sharing, 1), tenantId: other });
      await outbox.append(userUpdated(large, 2), userUpdated(apart, 1));
      await eventually('the small one is there', () => publisher.sent.length === 1);
      await outbox.append(userUpdated(apart, 2, 200_000), userUpdated(apart, 3));
      await outbox.append(userUpdated(apart, 4));
      publisher.letGo.resolve();
      await eventually('all is there', async () => (await outbox.waiting()) === 0);
      expect(publisher.sent.slice(0, 2)).toEqual([`${apart} 1`, `${large} 1`]);
      expect(publisher.sent.filter((sent) => sent.startsWith(apart))).toEqual(upTo(4).map((at) => `${apart} ${at}`));
      expect(publisher.sent.filter((sent) => sent.startsWith(large))).toEqual([`${large} 1`, `${large} 2`]);
    });

    it('tells of its failure by the next round, and sends it again', async () => {
      const large = ofLane(isFirst);
      const publisher = new SlowForLarge();
      await outbox.append(userUpdated(large, 1, 200_000));
      const relay = outbox.relay({ publisher });
      relay.start();
      await eventually('it is under way', async () => relay.busyLanes.length === 1);
      publisher.letGo.reject(new PublishFailed('PUBLISH_FAILED', 'the broker went away'));
      await eventually('it is told', () => relay.trouble === 'the broker went away');
      await relay.stop();
      expect(await outbox.waiting()).toBe(1);
    });

    it('is waited for by a stop', async () => {
      const large = ofLane(isFirst);
      const publisher = new SlowForLarge();
      await outbox.append(userUpdated(large, 1, 200_000));
      const relay = outbox.relay({ publisher });
      relay.start();
      await eventually('it is under way', async () => relay.busyLanes.length === 1);
      const stopped = relay.stop();
      publisher.letGo.resolve();
      await stopped;
      expect(await outbox.waiting()).toBe(0);
    });
  });

  it('goes on by itself after failures', async () => {
    const publisher = new MemoryPublisher();
    const user = uuid();
    for (let n = 0; n < 3; n += 1) publisher.failNext({ stored: false });
    const relay = outbox.relay({ publisher });
    relay.start();
    await outbox.append(userUpdated(user, 1));
    await eventually('the record is published', () => versionsOf(publisher, user).length === 1);
    await eventually('the relay is well again', () => relay.trouble === null);
  });

  it('publishes on the bell long before it would look by itself', async () => {
    const publisher = new MemoryPublisher();
    const relay = outbox.relay({ publisher, pollMs: 60_000 });
    const bell = new OutboxBell(outbox.writer);
    relay.start();
    await eventually('it has looked and found nothing', () => relay.trouble === null);
    await outbox.append(userUpdated(uuid(), 1));
    bell.ring();
    await eventually('the record is published', () => publisher.stored.length === 1);
    bell.close();
  });

  it('finds by its poll what no bell told it', async () => {
    const publisher = new MemoryPublisher();
    const relay = outbox.relay({ publisher, pollMs: 50 });
    relay.start();
    await eventually('it holds all lanes', () => relay.lanes.length === LANES);
    await outbox.append(userUpdated(uuid(), 1));
    await eventually('the record is published', () => publisher.stored.length === 1);
  });

  it('stops the lane of a record that is too large, says so, and publishes the other lanes', async () => {
    const publisher = new MemoryPublisher();
    publisher.maxValue = 5_000;
    const [large, ...others] = [uuid(), ...upTo(20).map(() => uuid())];
    await outbox.append(
      userUpdated(large, 1, 10_000),
      userUpdated(large, 2),
      ...others.map((user) => userUpdated(user, 1)),
    );
    const relay = outbox.relay({ publisher });
    await relay.runOnce();
    await relay.runOnce();
    expect(versionsOf(publisher, large)).toEqual([]);
    expect(publisher.stored.length).toBeGreaterThan(10);
    expect(outbox.errors).toHaveLength(1);
    expect(relay.trouble).toMatch(/stopped/);
  });

  it('says no more of a stopped lane that another relay has taken over', async () => {
    const publisher = new MemoryPublisher();
    publisher.maxValue = 5_000;
    await outbox.append(...upTo(20).map(() => userUpdated(uuid(), 1, 10_000)));
    const one = outbox.relay({ publisher, shareMs: 0 });
    await one.runOnce();
    await one.runOnce();
    const stopped = (): number => one.trouble?.match(/\d+/g)?.length ?? 0;
    const before = stopped();
    const two = outbox.relay({ publisher, shareMs: 0 });
    await two.runOnce();
    await one.runOnce();
    expect(one.lanes).toHaveLength(LANES / 2);
    expect(stopped()).toBeLessThanOrEqual(LANES / 2);
    expect(before).toBeGreaterThan(stopped());
  });

  it('measures the backlog also while Kafka takes nothing', async () => {
    const telemetry = recordTelemetry('relay-test');
    try {
      const publisher = new MemoryPublisher();
      await outbox.append(userUpdated(uuid(), 1), userUpdated(uuid(), 1));
      publisher.failNext({ stored: false });
      await expect(outbox.relay({ publisher }).runOnce()).rejects.toMatchObject({ code: 'PUBLISH_FAILED' });
      expect(await metricsText()).toMatch(/^rollcall_outbox_backlog(\{.*\})? 2(\s|$)/m);
    } finally {
      await telemetry.stop();
    }
  });

  it('deletes records only when they are published and older than the retention', async () => {
    const publisher = new MemoryPublisher();
    await outbox.append(userUpdated(uuid(), 1));
    const keeping = outbox.relay({ publisher, retentionSeconds: 3_600 });
    expect(await keeping.runOnce()).toEqual({ published: 1, pruned: 0 });
    await keeping.stop();

    publisher.maxValue = 5_000;
    const large = uuid();
    await outbox.append(userUpdated(large, 1, 10_000));
    const pruning = outbox.relay({ publisher, retentionSeconds: 0 });
    expect(await pruning.runOnce()).toEqual({ published: 0, pruned: 1 });
    const { rows } = await outbox.owner.query<{ id: string }>('select resource_id as id from outbox');
    expect(rows).toEqual([{ id: large }]);
  });
});

describe('two relays', () => {
  it('share the lanes evenly and publish everything once, in order', async () => {
    const [left, right] = [new MemoryPublisher(), new MemoryPublisher()];
    const relays = [outbox.relay({ publisher: left, pollMs: 20 }), outbox.relay({ publisher: right, pollMs: 20 })];
    for (const relay of relays) relay.start();
    await eventually('each holds half', () => relays.every((relay) => relay.lanes.length === LANES / 2));

    const users = upTo(40).map(() => uuid());
    for (const version of upTo(10)) await outbox.append(...users.map((user) => userUpdated(user, version)));
    await eventually('nothing waits', async () => (await outbox.waiting()) === 0);

    expect(left.stored.length).toBeGreaterThan(0);
    expect(right.stored.length).toBeGreaterThan(0);
    expect(left.stored.length + right.stored.length).toBe(400);
    for (const user of users) {
      const versions = [left, right].map((publisher) => versionsOf(publisher, user)).filter((list) => list.length > 0);
      expect(versions).toEqual([upTo(10)]);
    }
  });

  it('hand the lanes over when one loses the connection that its locks live on', async () => {
    const shared = new MemoryPublisher();
    const one = outbox.relay({ publisher: shared, pollMs: 20, applicationName: 'one' });
    const two = outbox.relay({ publisher: shared, pollMs: 20, applicationName: 'two' });
    one.start();
    two.start();
    await eventually('each holds half', () => [one, two].every((relay) => relay.lanes.length === LANES / 2));

    const users = upTo(20).map(() => uuid());
    for (const version of upTo(20)) {
      await outbox.append(...users.map((user) => userUpdated(user, version)));
      if (version === 7) await outbox.endLaneSession('one');
      if (version === 12) await outbox.endLaneSession('two');
    }
    await eventually('nothing waits', async () => (await outbox.waiting()) === 0);
    for (const user of users) expect([...new Set(versionsOf(shared, user))]).toEqual(upTo(20));
    await eventually('each holds half again', () => [one, two].every((relay) => relay.lanes.length === LANES / 2));
  });

  it('leave a lane alone whose session was lost between claim and send', async () => {
    const publisher = new MemoryPublisher();
    const relay = outbox.relay({ publisher, applicationName: 'loser' });
    await relay.runOnce();
    expect(relay.lanes).toHaveLength(LANES);
    await outbox.append(userUpdated(uuid(), 1));

    // The claim waits for the lock on the table; meanwhile the session goes.
    const blocker = await outbox.owner.connect();
    await blocker.query('begin; lock table outbox in access exclusive mode');
    const round = relay.runOnce();
    await eventually('the claim waits', async () => {
      const { rows } = await outbox.owner.query(
        `select 1 from pg_stat_activity where application_name = 'loser' and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    await outbox.endLaneSession('loser');
    await eventually('the lanes are gone', () => relay.lanes.length === 0);
    await blocker.query('commit');
    blocker.release();

    expect(await round).toMatchObject({ published: 0 });
    expect(publisher.stored).toEqual([]);
  });
});
