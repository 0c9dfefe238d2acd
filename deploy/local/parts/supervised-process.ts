import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { nextWait } from './next-wait.js';

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Runs as this user instead of the launcher's (root only). */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds after which a stop becomes a SIGKILL. */
  readonly stopWithin?: number;
  /** Every line of its standard output and error. */
  readonly onLine?: (line: string) => void;
}

export interface Supervision {
  /** Whether a process that exits by itself is started again. Default: no. */
  readonly restarts?: boolean;
  /** One readable line about what happened to the process. */
  readonly report?: (line: string) => void;
  /** Called with the new pid after each start, and with undefined after each end. */
  readonly onPid?: (pid: number | undefined) => void;
}

const STOP_WITHIN_MS = 10_000;
const LAST_LINES = 12;

/**
 * A child process with a life: stopped → running → (exited by itself → waiting → running …) → stopped.
 * Only one that exits is started again; one that hangs or is paused is left alone. Each child leads a process group of
 * its own, so that Ctrl-C in the terminal reaches the launcher alone, which then stops things in their order.
 */
export class SupervisedProcess {
  readonly #supervision: Supervision;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #wanted = false;
  #wait: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #exit: string | undefined;
  #last: string[] = [];

  constructor(
    readonly spec: ProcessSpec,
    supervision: Supervision = {},
  ) {
    this.#supervision = supervision;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Why the last run ended, with its last lines; undefined while it runs. For messages to a person. */
  get epitaph(): Error | undefined {
    if (this.#exit === undefined) return undefined;
    return new Error([`${this.spec.name} ${this.#exit}`, ...this.#last.map((line) => `  ${line}`)].join('\n'));
  }

  start(): void {
    if (this.#child !== undefined) return;
    this.#wanted = true;
    clearTimeout(this.#timer);
    this.#run();
  }

  /** Ends the process and waits for its end; it is not started again. SIGKILL after `stopWithin` ms. */
  async stop(signal: NodeJS.Signals = this.spec.stopSignal ?? 'SIGTERM'): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined) return;
    child.kill(signal);
    // A paused process takes no signal but SIGKILL until it is continued.
    child.kill('SIGCONT');
    const deadline = setTimeout(() => child.kill('SIGKILL'), this.spec.stopWithin ?? STOP_WITHIN_MS);
    await this.#ended;
    clearTimeout(deadline);
  }

  /** Sends a signal as a stranger would: if the process ends of it, that counts as "exited by itself". */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child?.kill(signal);
  }

  /** Resolves when the present run has ended (at once when none runs). */
  ended(): Promise<void> {
    return this.#ended;
  }

  #run(): void {
    const { spec } = this;
    const begun = performance.now();
    this.#exit = undefined;
    this.#last = [];
    const child = spawn(spec.command, spec.args, {
      env: { ...spec.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      ...(spec.user ?? {}),
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      eachLine(stream, (line) => this.#hear(line));
    }
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) =>
        this.#bury(child, { why: `could not be started: ${error.message}`, begun }, resolve),
      );
      child.once('exit', (code, signal) =>
        this.#bury(
          child,
          { why: signal === null ? `exited with code ${code}` : `was ended by ${signal}`, begun },
          resolve,
        ),
      );
    });
    if (child.pid !== undefined) this.#supervision.onPid?.(child.pid);
  }

  #hear(line: string): void {
    this.#last.push(line);
    if (this.#last.length > LAST_LINES) this.#last.shift();
    this.spec.onLine?.(line);
  }

  #bury(child: ChildProcess, end: { why: string; begun: number }, resolve: () => void): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#exit = end.why;
    this.#supervision.onPid?.(undefined);
    resolve();
    if (!this.#wanted || this.#supervision.restarts !== true) return;
    this.#wait = nextWait(this.#wait, performance.now() - end.begun);
    this.#supervision.report?.(`${this.spec.name} ${end.why}; starting it again in ${this.#wait / 1000} s`);
    this.#timer = setTimeout(() => this.#run(), this.#wait);
  }
}

/** As node:readline finds them, which takes more for a line of a log than its process to write it. */
function eachLine(stream: Readable, hear: (line: string) => void): void {
  let begun = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${begun}${text}`.split(/\r?\n/);
    begun = lines.pop() ?? '';
    lines.forEach(hear);
  });
  stream.once('end', () => {
    if (begun !== '') hear(begun);
  });
}
