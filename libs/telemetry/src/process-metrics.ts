import { readFileSync } from 'node:fs';
import { PerformanceObserver, constants } from 'node:perf_hooks';
import { metrics, type Meter } from '@opentelemetry/api';
import { measureEventLoop } from './event-loop.js';

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
