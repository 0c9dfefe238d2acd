import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { encodeEvent, GROUPS, USERS, type Topic } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import { recordingHandler, testProjection, userEvent, usersHandler, type TestProjection } from './consumer.fixture.js';
import type { BatchHandler, DeliveryBatch, Outcome } from './delivery.js';
import { foldTopics } from './fold.js';
import { kafkaLog, type TestKafkaLog } from './kafka-source.fixture.js';
import { OnTopic } from './on-topic.js';
import { ProjectionTransport } from './transport.js';

jest.setTimeout(60_000);

let handle: BatchHandler = recordingHandler();

@Controller()
class UsersController {
  @OnTopic(USERS, {
    'rollcall.UserProvisioned': 'itself',
    'rollcall.UserUpdated': 'itself',
    'rollcall.UserDeprovisioned': 'itself',
  })
  users(batch: DeliveryBatch): Promise<readonly Outcome[]> {
    return handle(batch);
  }
}

@Controller()
class PlainController {
  @EventPattern(USERS.name)
  users(_batch: object): void {}
}

@Module({ controllers: [UsersController] })
class UsersModule {}

@Module({ controllers: [PlainController] })
class PlainModule {}

@Module({ controllers: [UsersController, PlainController] })
class TwoModule {}

describe('the projection transport', () => {
  let projection: TestProjection;
  let log: TestKafkaLog;
  let app: INestMicroservice | undefined;

  beforeEach(async () => {
    handle = recordingHandler();
    [projection, log] = await Promise.all([testProjection(), kafkaLog()]);
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await log.drop();
    await projection.end();
  });

  const start = async (module: new () => object, topics: readonly Topic[]): Promise<ProjectionTransport> => {
    const transport = new ProjectionTransport({
      kafka: log.kafka.settings,
      projection: 'transport-test',
      pool: projection.pool,
      topics,
    });
    app = await NestFactory.createMicroservice(module, { strategy: transport, logger: false, abortOnError: false });
    await app.listen();
    return transport;
  };

  it('hands the batches of a topic to the controller that waits for it', async () => {
    const transport = await start(UsersModule, [USERS]);
    await log.publish(encodeEvent(userEvent('a', 1)), encodeEvent(userEvent('a', 2)));
    await eventually('both are there', async () => (await projection.effects()).length === 2, { timeout: 20_000 });
    expect(transport.problems()).toEqual([]);
  });

  it.each([
    ['a subscribed topic has no handler', UsersModule, [USERS, GROUPS], 'rollcall.groups.v1 is subscribed and has no'],
    ['a handler waits for a topic that is not subscribed', UsersModule, [], 'rollcall.users.v1, which is not'],
    ['a topic has two handlers', TwoModule, [USERS], 'has two handlers'],
    ['a handler would hide what it throws', PlainModule, [USERS], 'is not marked @OnTopic'],
  ])('refuses to start when %s', async (_what, module, topics, message) => {
    await expect(start(module, topics)).rejects.toThrow(message);
  });

  it('sees what a controller throws as it was thrown', async () => {
    let failures = 0;
    handle = (batch) => {
      failures += 1;
      // A failure of the database is waited out; Nest's filter would have made it a fault of the event.
      if (failures < 4) throw Object.assign(new Error('the server is gone'), { code: 'ECONNREFUSED' });
      return recordingHandler()(batch);
    };
    await start(UsersModule, [USERS]);
    await log.publish(encodeEvent(userEvent('a', 1)));
    await eventually('it is applied', async () => (await projection.effects()).length === 1, { timeout: 20_000 });
    expect(await projection.parked()).toEqual([]);
    expect(failures).toBe(4);
  });

  it('is not ready before it has joined its group', () => {
    const options = { kafka: log.kafka.settings, projection: 'p', pool: projection.pool, topics: [USERS] };
    expect(new ProjectionTransport(options).problems()).toEqual(['the consumer has not started']);
  });
});

describe('a fold of whole topics', () => {
  it('reads everything that is there now, and leaves the offsets behind', async () => {
    const [projection, log] = await Promise.all([testProjection(), kafkaLog(GROUPS)]);
    for (const partition of [0, 1, 2]) {
      const events = Array.from({ length: 50 }, (_, index) => encodeEvent(userEvent(`p${partition}`, index + 1)));
      await log.publishTo(partition, ...events);
    }
    const folded = await foldTopics({
      kafka: log.kafka.settings,
      clientId: 'fold-test',
      topics: [USERS, GROUPS],
      pool: projection.pool,
      handlers: new Map([
        [USERS.name, usersHandler()],
        [GROUPS.name, usersHandler()],
      ]),
    });
    expect(folded).toMatchObject({ events: 150, parked: 0 });
    expect(await projection.effects()).toHaveLength(150);
    expect(await projection.stored(2)).toBe(50n);
    await log.drop();
    await projection.end();
  });
});
