import { USERS, type EncodedEvent } from '#contracts';
import { behavesAsConsumer } from './consumer.suite.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';

const PLACE = { topic: USERS.name, partition: 0 };

behavesAsConsumer('memory', () => {
  const log = new MemoryLog();
  return Promise.resolve({
    publish: (...events: EncodedEvent[]) => {
      for (const { key, headers, value } of events) log.append(PLACE, { key, headers, value: Buffer.from(value) });
      return Promise.resolve();
    },
    source: () => new MemorySource(log, [PLACE]),
    truncate: (offset: bigint) => {
      log.truncate(PLACE, offset);
      return Promise.resolve();
    },
    drop: () => Promise.resolve(),
  });
});
