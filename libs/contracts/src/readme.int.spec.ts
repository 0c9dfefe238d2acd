import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Partitioners } from 'kafkajs';
import { openKafka } from '#kafka';
import { kafkaJars } from '../../../deploy/local/parts/kafka-jars.js';
import { eventually } from '../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';

// On a busy machine javac takes ten seconds and more, and go's first build of the client more than a hundred.
jest.setTimeout(320_000);

const LIB = join(import.meta.dirname, '..');
const GOLDEN = ['UserProvisioned.v1.created', 'UserUpdated.v1', 'UserUpdated.v1', 'UserDeprovisioned.v1.deleted'];
const GO_MOD = 'module hr\n\ngo 1.25\n\nrequire github.com/twmb/franz-go v1.22.3\n';
/** Modules from the cache alone: the test fetches nothing. */
const GO_OFFLINE = { GOPROXY: 'off', GOSUMDB: 'off', GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local' };

let kafka: TestKafka;
let folder: string;
let readme: string;

beforeAll(async () => {
  kafka = await testKafka();
  // On its own: an import of ours would not resolve there.
  folder = await mkdtemp(join(tmpdir(), 'rollcall-hr-'));
  await symlink(join(LIB, '../../node_modules'), join(folder, 'node_modules'));
  readme = await readFile(join(LIB, 'README.md'), 'utf8');
  await publish(GOLDEN);
});

afterAll(async () => {
  await kafka.drop();
  await rm(folder, { recursive: true });
  await rm(goModule, { recursive: true });
});

interface Message {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function publish(names: readonly string[]): Promise<void> {
  const producer = openKafka(kafka.settings, 'spec').producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (const name of names) {
    const { topic, key, headers } = JSON.parse(
      await readFile(join(LIB, `golden/${name}.headers.json`), 'utf8'),
    ) as Message;
    const value = await readFile(join(LIB, `golden/${name}.value.json`));
    await producer.send({
      topic: kafka.settings.topicPrefix + topic,
      messages: [{ key, headers: { ...headers }, value }],
    });
  }
  await producer.disconnect();
}

function programIn(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';
}

/** Writes the README's program of that language, runs it until it has seen the last event, and gives what it said. */
async function run(language: string, file: string, command: readonly string[]): Promise<string[]> {
  await writeFile(join(folder, file), programIn(language));
  const { brokers, topicPrefix } = kafka.settings;
  const env = { ...process.env, NODE_OPTIONS: '', KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: topicPrefix };
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: folder, env: { ...env, ...GO_OFFLINE }, detached: true });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  try {
    await eventually('it has seen the last event', () => output.includes(' deleted') || ended(child, output), {
      timeout: 300_000,
    });
  } finally {
    await end(child);
  }
  return output.split('\n').filter((line) => line.startsWith('rollcall.'));
}

function ended({ exitCode }: ChildProcessWithoutNullStreams, output: string): false {
  if (exitCode !== null) throw new Error(`it ended with ${exitCode}: ${output}`);
  return false;
}

/** With its children: `go run` starts the program as one. */
async function end(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exit;
}

const ID = '0190a1b2-0000-7000-8000-00000000000a/0190a1b2-1111-7000-8000-000000000001';
const SAID = [
  `rollcall.UserProvisioned ${ID} v1 created`,
  `rollcall.UserUpdated ${ID} v2 title, urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value`,
  `rollcall.UserDeprovisioned ${ID} v5 deleted`,
];

/** Whether what the program needs is on this machine; if it is not, that is said, and the test counts as skipped. */
function installed(what: string, command: string, args: readonly string[], cwd = tmpdir()): boolean {
  const { status } = spawnSync(command, args, { env: { ...process.env, ...GO_OFFLINE }, cwd });
  if (status !== 0) process.stderr.write(`SKIPPED: the README's consumer in ${what}, whose client is not installed\n`);
  return status === 0;
}

const hasPython = installed('Python', 'python3', ['-c', 'import confluent_kafka']);
// The client and all that it imports, in a module of its own.
const goModule = mkdtempSync(join(tmpdir(), 'rollcall-go-'));
writeFileSync(join(goModule, 'go.mod'), GO_MOD);
const hasGo = installed('Go', 'go', ['list', '-deps', 'github.com/twmb/franz-go/pkg/kgo'], goModule);

describe("the README's consumer applies what is published, each version once,", () => {
  it('in JavaScript, in at most 40 lines, with kafkajs only', async () => {
    const program = programIn('js');
    expect(program.trim().split('\n').length).toBeLessThanOrEqual(40);
    // Node's own modules are nobody's package.
    expect([...program.matchAll(/from '(?!node:)([^']+)'/g)].map(([, name]) => name)).toEqual(['kafkajs']);
    expect(await run('js', 'hr.mjs', [process.execPath, 'hr.mjs'])).toEqual(SAID);
  });

  it("in Java, with the broker's own client", async () => {
    const jars = `${await kafkaJars()}/*`;
    expect(await run('java', 'Hr.java', ['java', '-Xmx128m', '-cp', jars, 'Hr.java'])).toEqual(SAID);
  });

  (hasPython ? it : it.skip)('in Python', async () => {
    expect(await run('python', 'hr.py', ['python3', 'hr.py'])).toEqual(SAID);
  });

  (hasGo ? it : it.skip)('in Go', async () => {
    await writeFile(join(folder, 'go.mod'), GO_MOD);
    expect(await run('go', 'hr.go', ['go', 'run', 'hr.go'])).toEqual(SAID);
  });
});
