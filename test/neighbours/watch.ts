import { readFileSync } from 'node:fs';
import type { ProcessName } from '../../deploy/local/service-processes.js';
import type { World } from '../support/world.js';

const LOOK_EVERY_MS = 200;

/** One process while others are at it: its pid, the most memory it had, how late its event loop was. */
export class Watch {
  readonly #world: World;
  readonly #process: ProcessName;
  #most = 0;
  readonly #timer: NodeJS.Timeout;
  readonly #pid: number | undefined;

  constructor(world: World, process: ProcessName) {
    this.#world = world;
    this.#process = process;
    this.#pid = world.constellation.pids()[process];
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Bytes; 0 when the process has gone. */
  get most(): number {
    return this.#most;
  }

  get isSame(): boolean {
    return (
      this.#pid !== undefined && this.#world.constellation.pids()[this.#process] === this.#pid && isAlive(this.#pid)
    );
  }

  /** What the process says of itself since this was asked last; null when it does not answer. */
  async metrics(): Promise<Said | null> {
    try {
      const url = `${this.#world.constellation.internalUrl(this.#process)}/metrics`;
      const text = await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text();
      return {
        loopDelay: 1_000 * (sample(text, 'nodejs_eventloop_delay_seconds', 'quantile="0.99"') ?? Number.NaN),
        heldBytes: sample(text, 'rollcall_held_bytes', 'when="most"') ?? 0,
        longestStep: sample(text, 'rollcall_longest_step_characters') ?? 0,
        work: sample(text, 'rollcall_work_characters_total') ?? 0,
      };
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

/** Milliseconds, bytes, characters. */
interface Said {
  /** The 99th percentile. */
  readonly loopDelay: number;
  /** At most, at once. */
  readonly heldBytes: number;
  readonly longestStep: number;
  /** Since the process began. */
  readonly work: number;
}

export type Charged = Pick<Said, 'heldBytes' | 'longestStep' | 'work'>;

export function chargedIn(before: Said | null, after: Said | null): Charged | null {
  if (before === null || after === null) return null;
  return { heldBytes: after.heldBytes, longestStep: after.longestStep, work: after.work - before.work };
}

/** One value of the Prometheus text format; with a label where it has some. */
function sample(text: string, name: string, label?: string): number | undefined {
  const line = text
    .split('\n')
    .find((one) => one.startsWith(name) && /[ {]/.test(one.charAt(name.length)) && one.includes(label ?? ''));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
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
