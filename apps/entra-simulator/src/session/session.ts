import { runCycle, type CycleReport } from '../cycle/run-cycle.js';
import type { Job } from '../cycle/job.js';
import { nextRun, RECYCLE_BIN_MS } from '../cycle/schedule.js';
import { purge } from '../source/changes.js';
import type { ProvisioningObjectSummary } from '../logs/log-entry.js';
import { Latencies } from '../wire/latencies.js';
import type { HttpTarget } from '../wire/target.js';
import type { Phase } from '../cycle/run.js';
import { quarantineMail, type Mail } from '../cycle/quarantine-mail.js';
import { openTarget } from './open-target.js';
import { sendMail } from './send-mail.js';
import type { Connection } from './connection.js';
import type { StateFolder } from './state-folder.js';
import { UsageError } from './usage-error.js';

export interface SessionOptions {
  readonly concurrency: number;
  readonly patience: number;
  readonly onProgress: (phase: Phase, done: number, total: number) => void;
  /** Told what became of a notification mail. */
  readonly onNotice?: (line: string) => void;
}

// Entries are written together: fifty thousand of them one by one would be most of the work.
const WRITTEN_AT_ONCE = 200;

/** The job of a folder and the target that it provisions, while a command runs. */
export class Session {
  readonly target: HttpTarget;
  readonly latencies = new Latencies();
  readonly #state: StateFolder;
  readonly #options: SessionOptions;
  readonly #connection: Connection;

  constructor(state: StateFolder, options: SessionOptions) {
    this.#state = state;
    this.#options = options;
    this.#connection = state.connection;
    this.target = openTarget(this.#connection, {
      connections: options.concurrency,
      patience: options.patience,
      onAnswer: (method, { milliseconds }) => this.latencies.add(method, milliseconds),
    });
  }

  /** The next cycle: the clock goes on to the time at which it is due. */
  async cycle(): Promise<CycleReport> {
    const before = this.#state.job;
    if (before.status === 'Paused') throw new UsageError('the job is paused: run `entra-simulator restart`');
    if (before.status === 'Disabled') {
      throw new UsageError('the job was in quarantine for 28 days and is disabled: mend the target, then `restart`');
    }
    const now = latest(before.now, nextRun(before));
    const lasting = this.#state.source;
    const source = purge(lasting, new Date(Date.parse(now) - RECYCLE_BIN_MS).toISOString());
    if (source !== lasting) this.#state.source = source;
    const entries: ProvisioningObjectSummary[] = [];
    const flush = (job: Job): void => {
      this.#state.append(entries.splice(0));
      this.#state.job = job;
    };
    const { job, report } = await runCycle({ ...before, now }, source, {
      target: this.target,
      targetUrl: this.#connection.url,
      concurrency: this.#options.concurrency,
      onProgress: this.#options.onProgress,
      onCheckpoint: flush,
      log: (entry) => {
        entries.push(entry);
        if (entries.length >= WRITTEN_AT_ONCE) this.#state.append(entries.splice(0));
      },
    });
    flush(job);
    await this.#notify(quarantineMail(before.quarantine, job), job);
    return report;
  }

  async #notify(mail: Mail | null, { settings: { notification } }: Job): Promise<void> {
    if (mail === null || notification === null) return;
    const trouble = await sendMail(notification.smtpUrl, mail);
    const { onNotice } = this.#options;
    if (trouble === null) onNotice?.(`a mail about the quarantine went to ${mail.to}`);
    else onNotice?.(`a mail about the quarantine could not be sent to ${mail.to}: ${trouble}`);
  }

  async close(): Promise<void> {
    await this.target.close();
  }
}

function latest(one: string, other: string): string {
  return Date.parse(one) > Date.parse(other) ? one : other;
}
