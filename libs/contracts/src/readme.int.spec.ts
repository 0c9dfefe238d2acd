import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Partitioners } from 'kafkajs';
import { openKafka } from '#kafka';
import { eventually } from '../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';

jest.setTimeout(30_000);

const LIB = join(import.meta.dirname, '..');
const GOLDEN = ['UserProvisioned.v1.created', 'UserUpdated.v1', 'UserUpdated.v1', 'UserDeprovisioned.v1.deleted'];

let kafka: TestKafka;
let folder: string;
let program: string;

beforeAll(async () => {
  kafka = await testKafka();
  // On its own: an import of ours would not resolve there.
  folder = await mkdtemp(join(tmpdir(), 'rollcall-hr-'));
  await symlink(join(LIB, '../../node_modules'), join(folder, 'node_modules'));
  const readme = await readFile(join(LIB, 'README.md'), 'utf8');
  program = /```js\n([^]*?)```/.exec(readme)?.[1] ?? '';
  await writeFile(join(folder, 'hr.mjs'), program);
});

afterAll(async () => {
  await kafka.drop();
  await rm(folder, { recursive: true });
});

async function publishGolden(): Promise<void> {
  const { topicPrefix } = kafka.settings;
  const producer = openKafka(kafka.settings, 'spec').producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (const name of GOLDEN) {
    const { topic, key, headers } = JSON.parse(await readFile(join(LIB, `golden/${name}.headers.json`), 'utf8')) as {
      topic: string;
      key: string;
      headers: Record<string, string>;
    };
    const value = await readFile(join(LIB, `golden/${name}.value.json`));
    await producer.send({ topic: topicPrefix + topic, messages: [{ key, headers, value }] });
  }
  await producer.disconnect();
}

function runProgram(): ChildProcessWithoutNullStreams {
  const { brokers, topicPrefix } = kafka.settings;
  const env = { ...process.env, NODE_OPTIONS: '', KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: topicPrefix };
  return spawn(process.execPath, ['hr.mjs'], { cwd: folder, env });
}

describe("the README's consumer", () => {
  it('is at most 40 lines and imports kafkajs only', () => {
    expect(program.trim().split('\n').length).toBeLessThanOrEqual(40);
    expect([...program.matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual(['kafkajs']);
  });

  it('applies what is published, each version once', async () => {
    await publishGolden();
    const child = runProgram();
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    try {
      await eventually('it has seen the last event', () => output.includes('deleted'), { timeout: 20_000 });
    } finally {
      child.kill();
      await once(child, 'exit');
    }
    const lines = output.split('\n').filter((line) => line.startsWith('rollcall.'));
    expect(lines.map((line) => line.replace(/ \S+-\S+ /, ' '))).toEqual([
      'rollcall.UserProvisioned v1 created',
      'rollcall.UserUpdated v2 title, urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
      'rollcall.UserDeprovisioned v5 deleted',
    ]);
  });
});
