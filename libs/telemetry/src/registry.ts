import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  NoopSpanProcessor,
  ParentBasedSampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { measureProcess } from './process-metrics.js';
import { recordNoSpans } from './unrecorded-span.js';

export interface TelemetryOptions {
  /** `service.name` of every span and metric. */
  readonly serviceName: string;
  /** Where recorded spans go. Without one no span is recorded, but each still has an id and hands the trace on. */
  readonly spanProcessor?: SpanProcessor;
}

interface Registered {
  readonly sdk: NodeSDK;
  readonly reader: PrometheusExporter;
  readonly stopMeasuring: () => void;
}

let registered: Registered | undefined;
const serializer = new PrometheusSerializer('', false, undefined, true, true);

/** Makes this process' spans and metrics real. Once per process; a second call is refused. */
export function registerTelemetry({ serviceName, spanProcessor }: TelemetryOptions): void {
  if (registered !== undefined) throw new Error('telemetry is registered already');
  const reader = new GaugesOfNow({ preventServerStart: true });
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    autoDetectResources: false,
    instrumentations: [],
    logRecordProcessors: [],
    metricReaders: [reader],
    contextManager: new AsyncLocalStorageContextManager(),
    // A span that is not sampled is an id and nothing more: it costs a microsecond, and `traceparent` still flows.
    sampler:
      spanProcessor === undefined ? new AlwaysOffSampler() : new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [spanProcessor ?? new NoopSpanProcessor()],
  });
  sdk.start();
  recordNoSpans(spanProcessor === undefined);
  registered = { sdk, reader, stopMeasuring: measureProcess() };
}

/**
 * Cumulative metrics keep every value that was ever observed: a gauge would stand still at the last number where nothing is
 * known any more (the database is away, a partition is another's). As deltas, gauges are what was observed just now.
 */
class GaugesOfNow extends PrometheusExporter {
  override selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    if (type === InstrumentType.OBSERVABLE_GAUGE) return AggregationTemporality.DELTA;
    return super.selectAggregationTemporality(type);
  }
}

/** Every metric of this process in Prometheus' text format; a comment when telemetry is not registered. */
export async function metricsText(): Promise<string> {
  if (registered === undefined) return '# telemetry is not registered in this process\n';
  const { resourceMetrics } = await registered.reader.collect();
  return serializer.serialize(resourceMetrics);
}

/** Sends what is still buffered and stops; nothing to do when telemetry was not registered. */
export async function shutDownTelemetry(): Promise<void> {
  if (registered === undefined) return;
  const { sdk, stopMeasuring } = registered;
  stopMeasuring();
  registered = undefined;
  recordNoSpans(false);
  context.disable();
  trace.disable();
  metrics.disable();
  await sdk.shutdown();
}
