import { metrics, type Attributes, type ObservableResult } from '@opentelemetry/api';
import type { Pool } from 'pg';
import type { Partition } from './source.js';
import { sumParked } from './statements/sum-parked.js';

/** What the consumer measures. Attributes are topics, partitions and kinds: never a tenant, a key or an id. */
export interface Instruments {
  settled(topic: string, kind: string, count: number): void;
  failed(topic: string, code: string): void;
  /** Seconds from the decision (`ce_time`) to the commit in the projection. */
  latency(topic: string, seconds: number): void;
  lag(place: Partition, events: number): void;
  /** Since when (milliseconds of the epoch) the oldest event that is not applied has been seen; null: none waits. */
  oldestSince(place: Partition, since: number | null): void;
  /** The log or the database cannot be asked: no number is shown, because the last one would stand still. */
  lagUnknown(): void;
  stopped(place: Partition, isStopped: boolean): void;
  /** Leaves out what was known of partitions: others may be ours now. */
  forget(): void;
  close(): void;
}

/** Instruments of the process's meter. `pool` is asked for the parked events whenever the metrics are read. */
export function processInstruments(pool: Pool, topics: readonly string[], projection: string): Instruments {
  const meter = metrics.getMeter('rollcall.consumer');
  const events = meter.createCounter('rollcall_consumed_events', { description: 'Events settled, by topic and kind' });
  const failures = meter.createCounter('rollcall_consumer_failures', { description: 'Batches that failed, by code' });
  const latency = meter.createHistogram('rollcall_projection_latency_seconds', {
    description: 'From the accepted request to the commit in the projection',
    unit: 's',
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600] },
  });
  const lag = meter.createObservableGauge('rollcall_consumer_lag', { description: 'Events not applied yet' });
  const oldest = meter.createObservableGauge('rollcall_consumer_oldest_seconds', {
    description: 'For how long the oldest event that is not applied has been seen to wait',
    unit: 's',
  });
  const stopped = meter.createObservableGauge('rollcall_consumer_stopped', {
    description: '1 for a stopped partition',
  });
  const parked = meter.createObservableGauge('rollcall_parked_events', { description: 'Events set aside' });

  const lags = new Map<string, [Attributes, number]>();
  const waits = new Map<string, [Attributes, number | null]>();
  const stops = new Map<string, [Attributes, number]>();
  const observe = (values: ReadonlyMap<string, [Attributes, number]>) => (result: ObservableResult) => {
    for (const [attributes, value] of values.values()) result.observe(value, attributes);
  };
  const observeLag = observe(lags);
  const observeOldest = (result: ObservableResult): void => {
    const now = Date.now();
    for (const [attributes, since] of waits.values()) {
      result.observe(since === null ? 0 : Math.max(0, (now - since) / 1_000), attributes);
    }
  };
  const observeStops = observe(stops);
  const observeParked = async (result: ObservableResult): Promise<void> => {
    // While the database is away there is no number: the gauge is left out, not zero.
    const counts = await sumParked(pool).catch(() => null);
    if (counts === null) return;
    for (const topic of topics) {
      if (!counts.some((count) => count.topic === topic)) result.observe(0, { projection, topic, kind: 'poison' });
    }
    for (const { topic, kind, count } of counts) result.observe(count, { projection, topic, kind });
  };
  lag.addCallback(observeLag);
  oldest.addCallback(observeOldest);
  stopped.addCallback(observeStops);
  parked.addCallback(observeParked);

  return {
    settled: (topic, kind, count) => events.add(count, { topic, kind }),
    failed: (topic, code) => failures.add(1, { topic, code }),
    latency: (topic, seconds) => latency.record(seconds, { topic }),
    lag: ({ topic, partition }, count) => lags.set(`${topic}/${partition}`, [{ topic, partition }, count]),
    oldestSince: ({ topic, partition }, since) => waits.set(`${topic}/${partition}`, [{ topic, partition }, since]),
    lagUnknown() {
      lags.clear();
      waits.clear();
    },
    stopped: ({ topic, partition }, is) => stops.set(`${topic}/${partition}`, [{ topic, partition }, is ? 1 : 0]),
    forget() {
      lags.clear();
      waits.clear();
      stops.clear();
    },
    close() {
      lag.removeCallback(observeLag);
      oldest.removeCallback(observeOldest);
      stopped.removeCallback(observeStops);
      parked.removeCallback(observeParked);
    },
  };
}

/** For a rebuild: its events are old, and their latency would say nothing. */
export const UNMEASURED: Instruments = {
  settled: nothing,
  failed: nothing,
  latency: nothing,
  lag: nothing,
  oldestSince: nothing,
  lagUnknown: nothing,
  stopped: nothing,
  forget: nothing,
  close: nothing,
};

function nothing(): void {
  // Not measured.
}
