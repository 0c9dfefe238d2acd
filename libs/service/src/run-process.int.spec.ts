import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

interface Running {
  readonly process: ChildProcess;
  /** Everything that it wrote so far. */
  output(): string;
  /** Exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** A process of its own whose service is a stand-in: `stop` is the body of its stop(). */
function run(start: string): Running {
  const entry = new URL('run-process.ts', import.meta.url).href;
  const logger = '{ info: (_, text) => console.log(text), error: (_, text) => console.log(text) }';
  const script = `
    import { runProcess } from ${JSON.stringify(entry)};
    const logger = ${logger};
    setInterval(() => {}, 1000);
    await runProcess(async () => { ${start} });
    console.log('started');`;
  const started = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  child = started;
  let output = '';
  started.stdout.on('data', (chunk) => (output += String(chunk)));
  started.stderr.on('data', (chunk) => (output += String(chunk)));
  return {
    process: started,
    output: () => output,
    ended: once(started, 'close').then(([code]) => code as number | null),
  };
}

function service(stop: string): string {
  return `return { name: 'probe', logger, stop: async () => { console.log('draining'); ${stop} } };`;
}

async function untilItSays(running: Running, text: string): Promise<void> {
  await eventually(`the process says "${text}"`, () => running.output().includes(text));
}

describe('a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('drains on %s and ends with 0', async (signal) => {
    const running = run(service('return true;'));
    await untilItSays(running, 'started');
    running.process.kill(signal);
    expect(await running.ended).toBe(0);
    expect(running.output()).toContain('draining');
  });

  it('ends with 1 when the drain was cut off or failed', async () => {
    for (const stop of ['return false;', "throw new Error('no');"]) {
      const running = run(service(stop));
      await untilItSays(running, 'started');
      running.process.kill('SIGTERM');
      expect(await running.ended).toBe(1);
    }
  });

  it('ends at once on the second signal', async () => {
    const running = run(service('await new Promise(() => {});'));
    await untilItSays(running, 'started');
    running.process.kill('SIGTERM');
    await untilItSays(running, 'draining');
    running.process.kill('SIGTERM');
    expect(await running.ended).toBe(143);
  });

  it('that cannot start says why in one line and ends with 1', async () => {
    const running = run("throw new Error('PORT is not set');");
    expect(await running.ended).toBe(1);
    expect(running.output()).toBe('cannot start: PORT is not set\n');
  });
});
