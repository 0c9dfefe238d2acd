import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { encodeEvent, USERS } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import { recordingHandler, testProjection, userEvent, usersHandlers, type TestProjection } from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import { poison } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';

const PLACE = { topic: USERS.name, partition: 0 };

let projection: TestProjection;
let consumer: Consumer;
beforeEach(async () => {
  projection = await testProjection();
});
afterEach(async () => {
  await consumer.stop();
  await projection.end();
});

it('events that are parked are one line of the log a slice: where and how many, and nothing of what they say', async () => {
  const log = new MemoryLog();
  for (const [index, subject] of ['a', 'bad', 'b', 'bad'].entries()) {
    const { key, headers, value } = encodeEvent(userEvent(subject, index + 1));
    log.append(PLACE, { key, headers, value: Buffer.from(value) });
  }
  log.append(PLACE, { key: 'k', headers: {}, value: Buffer.from('anna@acme.example') });
  const refuse = recordingHandler(({ event }) =>
    event.subject === 'bad' ? poison('not anna@acme.example') : undefined,
  );
  const lines: [object, string][] = [];
  const note = (fields: object, message: string) => void lines.push([fields, message]);
  consumer = new Consumer({
    source: new MemorySource(log, [PLACE]),
    pool: projection.pool,
    handlers: usersHandlers(refuse, 'itself'),
    limits: { rows: 10, bytes: 1_048_576 },
    instruments: UNMEASURED,
    log: { ...SILENT, warn: note, error: note },
  });
  consumer.start();
  await eventually('all is stored', async () => (await projection.stored(0)) === 5n, { timeout: 20_000 });
  // What is said of a slice is said behind its commit.
  await eventually('it is told', () => lines.length > 0, { timeout: 20_000 });
  expect(lines).toEqual([[{ ...PLACE, from: 0n, next: 5n, events: 3 }, 'events were parked']]);
});
