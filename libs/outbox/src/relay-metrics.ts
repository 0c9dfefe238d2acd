import { metrics } from '@opentelemetry/api';
import type { Backlog } from './statements/measure-backlog.js';

const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/**
 * The relay's instruments. Backlog and age are the whole outbox's: with several relays each shows the same figure. A process
 * that publishes its own acts has a relay of another name: its lanes are no substitute for those of the resources.
 */
export class RelayMetrics {
  readonly #latency;
  readonly #failures;
  readonly #of: { readonly relay: string };
  backlog: Backlog = { rows: 0, oldestAgeSeconds: 0 };
  lanesHeld = 0;
  lanesStopped = 0;

  constructor(relay: string) {
    this.#of = { relay };
    const meter = metrics.getMeter('rollcall.outbox');
    this.#latency = meter.createHistogram('rollcall_publish_latency_seconds', {
      description: 'From the append to the outbox until Kafka has the event',
      unit: 's',
      advice: { explicitBucketBoundaries: LATENCY_BUCKETS },
    });
    this.#failures = meter.createCounter('rollcall_publish_failures', {
      description: 'Rounds of the relay that failed',
    });
    // A series that begins at 0: the first failure is an increase, which an alert can see.
    this.#failures.add(0, this.#of);
    const gauge = (name: string, description: string, read: () => number): void =>
      meter.createObservableGauge(name, { description }).addCallback((result) => result.observe(read(), this.#of));
    gauge('rollcall_outbox_backlog', 'Unpublished events, at most a million', () => this.backlog.rows);
    gauge(
      'rollcall_outbox_oldest_age_seconds',
      'Age of the oldest unpublished event',
      () => this.backlog.oldestAgeSeconds,
    );
    gauge('rollcall_outbox_lanes_held', 'Lanes that this relay holds', () => this.lanesHeld);
    gauge(
      'rollcall_outbox_lanes_stopped',
      'Lanes whose first event Kafka refuses for its size',
      () => this.lanesStopped,
    );
  }

  published(latenciesMs: readonly number[]): void {
    for (const ms of latenciesMs) this.#latency.record(Math.max(0, ms) / 1000, this.#of);
  }

  failed(): void {
    this.#failures.add(1, this.#of);
  }
}
