/**
 * `npm run tail -- [--from-beginning] [--json] [--data]`: prints events as they come, until Ctrl-C. It commits nothing.
 * Events go to stdout; what it reads, and that the broker is away, to stderr.
 * The broker is KAFKA_BROKERS (and the other KAFKA_* settings), else the one of the constellation that runs here, with its CA
 * and the user that reads along where it has them.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FACTS } from '#contracts';
import { groupName, kafkaSettings, openKafka } from '#kafka';
import { home } from './home.js';
import { kafkaEnvOf } from './kafka-access.js';
import { nothingRuns } from './nothing-runs.js';
import { readRun } from './run-file.js';
import { tailJson, tailLine } from './screen/tail-line.js';
import { TailNotices } from './screen/tail-notices.js';

const USAGE = 'npm run tail -- [--from-beginning] [--json] [--data]   (--data shows personal data)';

try {
  const { values } = parseArgs({
    options: { 'from-beginning': { type: 'boolean' }, json: { type: 'boolean' }, data: { type: 'boolean' } },
  });
  await tail({
    fromBeginning: values['from-beginning'] === true,
    print: values.json === true ? tailJson : tailLine,
    showData: values.data === true,
  });
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}

async function tail(options: {
  readonly fromBeginning: boolean;
  readonly print: typeof tailLine;
  readonly showData: boolean;
}): Promise<void> {
  const { fromBeginning, print, showData } = options;
  const settings = kafkaSettings(process.env.KAFKA_BROKERS ? process.env : { ...process.env, ...(await envOfRun()) });
  const topics = FACTS.map((topic) => settings.topicPrefix + topic.name);
  const notices = new TailNotices({ topics, brokers: settings.brokers, fromBeginning }, (line) => console.error(line));
  const kafka = openKafka(settings, 'rollcall-tail', {
    warn: () => undefined,
    error: (fields, message) => {
      if ('kafkajs' in fields && fields.kafkajs === 'Connection') notices.connectionFailed(message);
    },
  });
  // kafkajs reads in groups only; this one is of this command's own, and nothing is committed in it.
  const consumer = kafka.consumer({ groupId: groupName(settings, `tail-${randomUUID()}`), maxWaitTimeInMs: 200 });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void consumer.disconnect().finally(() => process.exit(0)));
  }
  process.stdout.on('error', () => process.exit(0));
  consumer.on(consumer.events.FETCH, () => notices.fetched());
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    if (restart) return notices.beginsAnew();
    console.error(`tail cannot go on: ${error.message}`);
    process.exit(2);
  });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning });
  await consumer.run({
    autoCommit: false,
    // Whoever reads slowly holds the reading up: nothing is gathered in memory.
    eachMessage: async (tailed) => {
      if (!process.stdout.write(`${print(tailed, showData)}\n`)) await once(process.stdout, 'drain');
    },
  });
}

async function envOfRun(): Promise<Record<string, string>> {
  const runFile = join(home(), 'run.json');
  const run = await readRun(runFile);
  if (run === null) throw nothingRuns(runFile, 'set KAFKA_BROKERS');
  return kafkaEnvOf(run.kafka);
}
