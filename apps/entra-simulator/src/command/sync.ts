import { restarted } from '../cycle/job.js';
import { Session } from '../session/session.js';
import { whileServed } from '../session/while-served.js';
import { UsageError } from '../session/usage-error.js';
import type { Latencies } from '../wire/latencies.js';
import { boolean, string, type Command } from './command.js';
import { companyOf } from './job-options.js';
import { print, printCycle } from './print.js';
import { progressBar } from './progress-bar.js';
import { count, read } from './read-options.js';
import { projectionsOf, verify } from './run-verify.js';

export const sync: Command = {
  usage: 'sync [--cycles N] [--users N --groups N] [--concurrency C] [--verify] [--patience SECONDS]',
  options: [
    ['--cycles N', 'how many (1)'],
    ['--users N, --groups N', 'makes a company of this size first, and restarts the job'],
    ['--concurrency C', 'requests at once (4)'],
    ['--patience S', 'how long a target that is away is waited for, in seconds (0)'],
    ['--verify', 'compares the target with the source afterwards'],
    [
      '--directory URL, --audit URL',
      'and Rollcall’s projections, with DIRECTORY_TOKEN and AUDIT_TOKEN in the environment',
    ],
  ],
  examples: [
    'entra-simulator sync --verify',
    'entra-simulator sync --users 50000 --groups 500 --concurrency 32 --verify',
  ],
  run: async (args) => {
    const { text, flag, state } = read(args, {
      cycles: string,
      users: string,
      groups: string,
      seed: string,
      concurrency: string,
      patience: string,
      verify: boolean,
      directory: string,
      audit: string,
    });
    if (text('users') !== undefined || text('groups') !== undefined) {
      state.source = companyOf(text);
      state.job = restarted(state.job, true);
    }
    const concurrency = count('concurrency', text('concurrency'), 4);
    if (concurrency < 1 || concurrency > 256) throw new UsageError('--concurrency is between 1 and 256');
    const bar = progressBar();
    const patience = count('patience', text('patience'), 0) * 1000;
    const session = new Session(state, { concurrency, patience, onProgress: bar.update, onNotice: print });
    let isWell = true;
    const work = async (): Promise<number> => {
      for (let cycle = 0; cycle < count('cycles', text('cycles'), 1); cycle += 1) {
        const begun = performance.now();
        const sentBefore = session.latencies.count;
        const report = await session.cycle();
        bar.stop();
        const seconds = (performance.now() - begun) / 1000;
        printCycle(state.job, report, { seconds, requests: session.latencies.count - sentBefore });
        isWell &&= report.quarantine === null && report.counts.failed + report.counts.failedReferences === 0;
      }
      printLatencies(session.latencies);
      const isSame = !flag('verify') || (await verify(session, state, projectionsOf(text)));
      return isWell && isSame ? 0 : 1;
    };
    return whileServed(() => state.connection, work).finally(async () => {
      bar.stop();
      await session.close();
    });
  },
};

function printLatencies(latencies: Latencies): void {
  for (const method of latencies.methods) {
    const [p50, p99] = [0.5, 0.99].map((q) => latencies.quantile(method, q).toFixed(1));
    print(`  ${method.padEnd(6)} p50 ${p50} ms, p99 ${p99} ms`);
  }
}
