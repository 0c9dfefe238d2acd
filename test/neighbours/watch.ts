import { readFileSync } from 'node:fs';
import type { ProcessName } from '../../deploy/local/service-processes.js';
import type { World } from '../support/world.js';

const LOOK_EVERY_MS = 200;

/** One process while others are at it: its pid, the most memory it had, how late its event loop was. */
export class Watch {
  #most = 0;
  readonly #timer: NodeJS.Timeout;
  readonly #pid: number | undefined;

  constructor(
    private readonly world: World,
    private readonly process: ProcessName,
  ) {
    this.#pid = world.constellation.pids()[process];
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Bytes; 0 when the process has gone. */
  get most(): number {
    return this.#most;
  }

  get isSame(): boolean {
    return this.#pid !== undefined && this.world.constellation.pids()[this.process] === this.#pid && isAlive(this.#pid);
  }

  /** Milliseconds of the 99th percentile since this was asked last; null when the process does not answer. */
  async loopDelay(): Promise<number | null> {
    try {
      const url = `${this.world.constellation.internalUrl(this.process)}/metrics`;
      const text = await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text();
      const [, seconds] = /^nodejs_eventloop_delay_seconds\{quantile="0\.99"\} (\S+)$/m.exec(text) ?? [];
      return seconds === undefined ? null : Number(seconds) * 1_000;
    } catch {
      return null;
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#pid !== undefined) this.#most = Math.max(this.#most, residentBytes(this.#pid));
  }
}

function residentBytes(pid: number): number {
  try {
    const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1_024;
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  return residentBytes(pid) > 0;
}
