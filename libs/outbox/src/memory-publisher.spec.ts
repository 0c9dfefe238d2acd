import { expect } from '@jest/globals';
import { MemoryPublisher } from './memory-publisher.fixture.js';
import { publisherSuite } from './publisher.suite.js';

publisherSuite('in memory', async () => {
  const publisher = new MemoryPublisher();
  publisher.maxValue = 10_000;
  return {
    publisher,
    tooLarge: 20_000,
    stored: async () => publisher.stored,
    async failAfterStoring(attempt) {
      publisher.failNext({ stored: true });
      await expect(attempt()).rejects.toMatchObject({ code: 'PUBLISH_FAILED' });
    },
    close: () => publisher.close(),
  };
});
