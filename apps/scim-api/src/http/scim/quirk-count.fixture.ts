import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

/**
 * What the service counts of its accommodations. Make one before the service is imported: an instrument belongs to the
 * provider that was there when it was made.
 */
export class QuirkCount {
  readonly #exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  readonly #reader = new PeriodicExportingMetricReader({ exporter: this.#exporter });

  constructor() {
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [this.#reader] }));
  }

  /** The names that were counted since the last call, in order, each as often as it was. */
  async take(): Promise<string[]> {
    await this.#reader.forceFlush();
    const collected = this.#exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    this.#exporter.reset();
    return collected
      .flatMap((scope) => scope.metrics)
      .filter(({ descriptor }) => descriptor.name === 'rollcall_scim_quirks')
      .flatMap((metric) => (metric.dataPointType === DataPointType.SUM ? metric.dataPoints : []))
      .flatMap(({ attributes, value }) => Array.from({ length: value }, () => String(attributes.quirk)))
      .toSorted();
  }

  async stop(): Promise<void> {
    await this.#reader.shutdown();
    metrics.disable();
  }
}
