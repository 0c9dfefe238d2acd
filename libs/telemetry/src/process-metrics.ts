import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, PerformanceObserver, constants } from 'node:perf_hooks';
import { metrics, type Meter } from '@opentelemetry/api';

/** Milliseconds between two looks at the event loop. At ten they were most of what woke a process that nobody called. */
const RESOLUTION_MS = 20;
const QUANTILES = [50, 99] as const;

/**
 * What every process says of itself: event loop, heap, collections, processor, memory, version. The names of the first part
 * are those that Prometheus' own clients use, so that boards made for Node fit.
 *
 * @returns ends what it observes
 */
export function measureProcess(meter: Meter = metrics.getMeter('rollcall.process')): () => void {
  const gauge = (name: string, description: string, read: () => number): void => {
    meter.createObservableGauge(name, { description }).addCallback((result) => result.observe(read()));
  };
  gauge('process_resident_memory_bytes', 'Memory in use', () => process.memoryUsage.rss());
  gauge('process_start_time_seconds', 'When it began, since 1970', () => Date.now() / 1000 - process.uptime());
  gauge('nodejs_heap_used_bytes', 'Heap in use', () => process.memoryUsage().heapUsed);
  gauge('nodejs_external_memory_bytes', 'Memory of buffers, beside the heap', () => process.memoryUsage().external);
  meter
    .createObservableCounter('process_cpu_seconds', { description: 'Processor time, of user and system' })
    .addCallback((result) => result.observe(cpuSeconds()));
  meter
    .createObservableGauge('rollcall_build_info', { description: 'Always 1; the labels say which version runs' })
    .addCallback((result) => result.observe(1, { version: VERSION, node: process.version }));
  const stops = [measureEventLoop(meter), measureCollections(meter)];
  return () => stops.forEach((stop) => stop());
}

/** Each collection of the metrics shows the delay since the one before it: one scraper, one window. */
function measureEventLoop(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  meter
    .createObservableGauge('nodejs_eventloop_delay_seconds', {
      description:
        'How late the event loop came to a timer since metrics were last asked for; quantile 1 is the longest',
    })
    .addCallback((result) => {
      for (const percent of QUANTILES) result.observe(seconds(delay.percentile(percent)), { quantile: percent / 100 });
      result.observe(seconds(delay.max), { quantile: 1 });
      delay.reset();
    });
  return () => delay.disable();
}

/** Nanoseconds to seconds, without the timer's own interval. Empty, the histogram says 0 or the largest number there is. */
function seconds(nanoseconds: number): number {
  if (nanoseconds > Number.MAX_SAFE_INTEGER) return 0;
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
}

function measureCollections(meter: Meter): () => void {
  const spent = meter.createCounter('nodejs_gc_seconds', { description: 'Time spent in collections, by kind' });
  for (const kind of KINDS.values()) spent.add(0, { kind });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      spent.add(entry.duration / 1000, { kind: KINDS.get(kindOf(entry)) ?? 'other' });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

const KINDS = new Map<number, string>([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weak'],
]);

/** Node's types do not know `detail`, which entries of `gc` have. */
function kindOf(entry: object): number {
  const detail: unknown = 'detail' in entry ? entry.detail : null;
  return typeof detail === 'object' && detail !== null && 'kind' in detail ? Number(detail.kind) : -1;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const VERSION = versionIn(['../../../package.json', '../../../../package.json']);

/** Of package.json, which lies one folder further up from the built code than from the source. */
function versionIn(places: readonly string[]): string {
  for (const place of places) {
    try {
      const found = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as Readonly<
        Record<'name' | 'version', string | undefined>
      >;
      if (found.name === 'rollcall' && found.version !== undefined) return found.version;
    } catch {
      // Not there: the next place.
    }
  }
  return 'unknown';
}
