import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { registerTelemetry, shutDownTelemetry } from '#telemetry';

export interface RecordedTelemetry {
  /** The spans that have ended, oldest first. */
  spans(): readonly ReadableSpan[];
  reset(): void;
  stop(): Promise<void>;
}

/** Every span of this process is recorded and kept in memory. */
export function recordTelemetry(serviceName = 'test'): RecordedTelemetry {
  const exporter = new InMemorySpanExporter();
  registerTelemetry({ serviceName, spanProcessor: new SimpleSpanProcessor({ exporter }) });
  return {
    spans: () => exporter.getFinishedSpans(),
    reset: () => exporter.reset(),
    stop: shutDownTelemetry,
  };
}
