import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { vendor } from './vendor.mjs';

/** What a process that has ended may have left in its pipes, where a child that it left running holds them open. */
const READ_WITHIN_MS = 1_000;

/**
 * A runner of Jest's: each spec file in a process of its own, with Node's own modules and its cache of what it compiled. In
 * Jest's contexts every module is compiled anew for each file, which was most of what an integration test cost.
 */
export default class ProcessPerFile {
  supportsEventEmitters = false;
  #globalConfig;

  constructor(globalConfig) {
    this.#globalConfig = globalConfig;
  }

  async runTests(tests, watcher, onStart, onResult, onFailure) {
    await vendor();
    const waiting = [...tests];
    const work = async (id) => {
      for (let test = waiting.shift(); test !== undefined && !watcher.isInterrupted(); test = waiting.shift()) {
        const { path, context } = test;
        await onStart(test);
        await run({ path, config: context.config, globalConfig: this.#globalConfig }, id).then(
          (result) => onResult(test, result),
          ({ message, stack }) => onFailure(test, { message, stack }),
        );
      }
    };
    await Promise.all(Array.from({ length: this.#globalConfig.maxWorkers }, (_none, at) => work(at + 1)));
  }
}

async function run(asked, id) {
  const child = fork(join(import.meta.dirname, 'file.mjs'), {
    cwd: asked.config.rootDir,
    env: { ...process.env, NODE_ENV: 'test', JEST_WORKER_ID: String(id) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said = listen(child, asked.globalConfig);
  let result;
  child.on('message', (message) => (result = message));
  child.send(asked);
  await Promise.race([
    once(child, 'close'),
    once(child, 'exit').then(() => pause(READ_WITHIN_MS, undefined, { ref: false })),
  ]);
  child.stdout.destroy();
  child.stderr.destroy();
  // It says 0 itself, when it has told its result: whatever else ends it is a failure, after that too.
  if (result === undefined || child.exitCode !== 0) {
    const lines = said.map(({ message }) => message).join('');
    throw new Error(`the file's process did not end as its tests did, but with ${ended(child)}:\n${lines}`);
  }
  if (result.error !== undefined) throw Object.assign(new Error(result.error.message), result.error);
  return { ...result, ...(said.length > 0 && { console: said }) };
}

/** Keeps what the process says for Jest's reporter, which of a single file (`verbose`) expects to have been told at once. */
function listen({ stdout, stderr }, { verbose }) {
  const said = [];
  for (const [type, stream] of Object.entries({ log: stdout, error: stderr })) {
    stream.setEncoding('utf8').on('data', (message) => {
      if (verbose) process.stdout.write(message);
      else said.push({ message, origin: '', type });
    });
  }
  return said;
}

const ended = ({ exitCode, signalCode }) => signalCode ?? `exit code ${exitCode}`;
