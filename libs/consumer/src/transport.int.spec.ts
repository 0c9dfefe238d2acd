import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { encodeEvent, GROUPS, USERS } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import {
  recordingHandler,
  testProjection,
  userEvent,
  usersHandler,
  usersHandlers,
  type TestProjection,
} from './consumer.fixture.js';
import type { BatchHandler } from './delivery.js';
import { foldTopics } from './fold.js';
import { kafkaLog, type TestKafkaLog } from './kafka-source.fixture.js';
import { ProjectionTransport } from './transport.js';

jest.setTimeout(60_000);

let handle: BatchHandler = recordingHandler();

@Controller()
class PlainController {
  @EventPattern(USERS.name)
  users(_batch: object): void {}
}

@Module({})
class EmptyModule {}

@Module({ controllers: [PlainController] })
class PlainModule {}

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

  const start = async (module: new () => object = EmptyModule): Promise<ProjectionTransport> => {
    const transport = new ProjectionTransport({
      kafka: log.kafka.settings,
      projection: 'transport-test',
      pool: projection.pool,
      handlers: usersHandlers((batch) => handle(batch), 'itself'),
    });
    app = await NestFactory.createMicroservice(module, { strategy: transport, logger: false, abortOnError: false });
    await app.listen();
    return transport;
  };

  it('hands the batches of a topic to its handler', async () => {
    const transport = await start();
    await log.publish(encodeEvent(userEvent('a', 1)), encodeEvent(userEvent('a', 2)));
    await eventually('both are there', async () => (await projection.effects()).length === 2, { timeout: 20_000 });
    expect(transport.problems()).toEqual([]);
  });

  it("refuses to start beside a handler of Nest's own, which would hide what it throws", async () => {
    await expect(start(PlainModule)).rejects.toThrow('a controller waits for rollcall.users.v1');
  });

  it('sees what a handler throws as it was thrown', async () => {
    let failures = 0;
    handle = (batch) => {
      failures += 1;
      // A failure of the database is waited out; Nest's filter would have made it a fault of the event.
      if (failures < 4) throw Object.assign(new Error('the server is gone'), { code: 'ECONNREFUSED' });
      return recordingHandler()(batch);
    };
    await start();
    await log.publish(encodeEvent(userEvent('a', 1)));
    await eventually('it is applied', async () => (await projection.effects()).length === 1, { timeout: 20_000 });
    expect(await projection.parked()).toEqual([]);
    expect(failures).toBe(4);
  });

  it('is not ready before it has joined its group', () => {
    const options = { kafka: log.kafka.settings, projection: 'p', pool: projection.pool, handlers: usersHandlers() };
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
