import { expect } from '@jest/globals';
import type { Pool } from 'pg';
import { AUDIT as AUDIT_PROJECTION } from '../../apps/audit/src/audit.js';
import { HANDLERS as AUDIT_HANDLERS } from '../../apps/audit/src/bus/handlers.js';
import { DATABASE as AUDIT } from '../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { DIRECTORY_HANDLERS } from '../../apps/directory/src/bus/fold.js';
import { DIRECTORY as DIRECTORY_PROJECTION } from '../../apps/directory/src/directory.js';
import { publish } from '../../apps/directory/src/rebuild/live.fixture.js';
import { DATABASE as DIRECTORY } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { notifierHandlers } from '../../apps/notifier/src/bus/fold.js';
import { DATABASE as NOTIFIER, MIGRATIONS as NOTIFIER_MIGRATIONS } from '../../apps/notifier/src/storage/database.js';
import { foldTopics, listParked, type Handlers, type ParkedEvent } from '#consumer';
import { encodeEvent, TOPICS, type RollcallEvent } from '#contracts';
import { openKafka } from '#kafka';
import { openPool, withSearchPath } from '#postgres';
import { rebuild } from '#projection';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testKafka, type TestKafka } from '../support/kafka.js';
import { RULES } from './stores.fixture.js';

/** A projection beside its topics: its handlers, and who reads and writes its tables. */
export interface Leaping {
  readonly database: TestDatabase<string>;
  readonly writer: Pool;
  /** Says what becomes of what is parked. */
  readonly operator: Pool;
  readonly owner: Pool;
  readonly handlers: Handlers;
}

export interface Leaps {
  readonly kafka: TestKafka;
  readonly directory: Leaping;
  readonly audit: Leaping;
  readonly notifier: Leaping;
  readonly all: readonly Leaping[];
  /** Publishes, and lets all three read to the end as their services do. */
  tell(...events: RollcallEvent[]): Promise<void>;
  /** The same of a record whose header says this version, or none. */
  tellAs(event: RollcallEvent, version: string | undefined): Promise<void>;
  /** A directory and an audit log that are folded anew are the same. */
  expectRebuildsEqual(): Promise<void>;
  close(): Promise<void>;
}

const CONTEXT = { now: new Date('2026-01-05T09:00:00Z'), settings: RULES };

export async function openLeaps(): Promise<Leaps> {
  const kafka = await testKafka();
  const directory = leaping(await createTestDatabase(DIRECTORY, DIRECTORY_MIGRATIONS), 'directory', DIRECTORY_HANDLERS);
  const audit = leaping(await createTestDatabase(AUDIT, AUDIT_MIGRATIONS), 'audit', AUDIT_HANDLERS);
  const notifier = leaping(
    await createTestDatabase(NOTIFIER, NOTIFIER_MIGRATIONS),
    'notifier',
    notifierHandlers(() => CONTEXT),
    'projection,mailing',
  );
  const all = [directory, audit, notifier];
  const read = () => Promise.all(all.map((one) => readToTheEnd(kafka, one)));
  return {
    kafka,
    directory,
    audit,
    notifier,
    all,
    tell: async (...events) => {
      await publish(kafka.settings, events);
      await read();
    },
    tellAs: async (event, version) => {
      await send(kafka, event, version);
      await read();
    },
    expectRebuildsEqual: () => expectRebuildsEqual(kafka, { directory, audit }),
    close: async () => {
      for (const { writer, operator, owner, database } of all) {
        await Promise.all([writer.end(), operator.end(), owner.end()]);
        await database.drop();
      }
      await kafka.drop();
    },
  };
}

function leaping(database: TestDatabase<string>, role: string, handlers: Handlers, path = 'projection'): Leaping {
  const open = (url: string): Pool =>
    openPool({ url: withSearchPath(url, path), applicationName: 'leaps', max: 4, pipeline: true });
  return {
    database,
    handlers,
    writer: open(database.url(role)),
    owner: open(database.ownerUrl),
    operator: open(database.url(role === 'audit' ? 'parked' : role)),
  };
}

async function readToTheEnd(kafka: TestKafka, { writer: pool, handlers }: Leaping): Promise<void> {
  const topics = TOPICS.filter(({ name }) => handlers.has(name));
  await foldTopics({ kafka: kafka.settings, clientId: 'leaps', topics, pool, handlers });
}

async function send({ settings }: TestKafka, event: RollcallEvent, version: string | undefined): Promise<void> {
  const { topic, key, headers, value } = encodeEvent({ ...event, resourceVersion: null });
  const all = version === undefined ? headers : { ...headers, ce_resourceversion: version };
  const producer = openKafka(settings, 'test').producer();
  await producer.connect();
  await producer.send({ topic: settings.topicPrefix + topic, messages: [{ key, headers: { ...all }, value }] });
  await producer.disconnect();
}

async function expectRebuildsEqual(
  kafka: TestKafka,
  { directory, audit }: Pick<Leaps, 'directory' | 'audit'>,
): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const options = ({ database }: Leaping, role: string) => ({
    ownerUrl: database.ownerUrl,
    writerUrl: database.url(role),
    kafka: kafka.settings,
    isCheck: true,
    log,
  });
  const rebuilt = await Promise.all([
    rebuild(DIRECTORY_PROJECTION, options(directory, 'directory')),
    rebuild(AUDIT_PROJECTION, options(audit, 'audit')),
  ]);
  expect(rebuilt).toMatchObject([{ isEqual: true }, { isEqual: true }]);
}

export async function gaps({ writer }: Pick<Leaping, 'writer'>, id: string): Promise<ParkedEvent[]> {
  const all = await listParked(writer);
  return all.filter(({ kind, key }) => kind === 'gap' && key.endsWith(`/${id}`));
}
