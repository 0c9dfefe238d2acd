import { createHistogram, performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';

/** Milliseconds between two looks at the event loop of a process that works, and of one that nobody calls. */
const WORKING_MS = 20;
const IDLE_MS = 500;
/** Above this share of the time it works. */
const WORKS = 0.03;
const QUANTILES = [50, 99] as const;

/**
 * Each collection of the metrics shows the delay since the one before it: one scraper, one window. Fifty looks a second were
 * most of what woke an idle process, 0.3 % of a core (`monitorEventLoopDelay`, which cannot look less often meanwhile).
 *
 * @returns ends it
 */
export function measureEventLoop(meter: Meter): () => void {
  const watch = new LoopWatch();
  meter
    .createObservableGauge('nodejs_eventloop_delay_seconds', {
      description:
        'How late the event loop came to a timer since metrics were last asked for; quantile 1 is the longest',
    })
    .addCallback((result) => {
      for (const percent of QUANTILES) result.observe(watch.seconds(percent), { quantile: percent / 100 });
      result.observe(watch.seconds(100), { quantile: 1 });
      watch.forget();
    });
  return () => watch.stop();
}

/** How late its own timer comes. */
class LoopWatch {
  readonly #delays = createHistogram();
  #timer: NodeJS.Timeout | undefined;
  #everyMs = WORKING_MS;
  #since = performance.now();
  #used = performance.eventLoopUtilization();

  constructor() {
    this.#wait();
  }

  seconds(percent: number): number {
    return this.#delays.count === 0 ? 0 : this.#delays.percentile(percent) / 1e9;
  }

  forget(): void {
    this.#delays.reset();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const due = performance.now() + this.#everyMs;
    this.#timer = setTimeout(() => this.#look(due), this.#everyMs);
    this.#timer.unref();
  }

  #look(due: number): void {
    const now = performance.now();
    // A histogram of Node takes whole numbers from 1 on.
    this.#delays.record(Math.max(1, Math.round((now - due) * 1e6)));
    if (now - this.#since >= IDLE_MS) this.#judge(now);
    this.#wait();
  }

  /** Over half a second: one answer in twenty milliseconds does not make a process busy. */
  #judge(now: number): void {
    const { utilization } = performance.eventLoopUtilization(this.#used);
    this.#everyMs = utilization > WORKS ? WORKING_MS : IDLE_MS;
    this.#since = now;
    this.#used = performance.eventLoopUtilization();
  }
}
