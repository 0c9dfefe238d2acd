/**
 * Loaded before everything else by `node --import`. Reads `OTEL_EXPORTER_OTLP_ENDPOINT` (spans are recorded and sent
 * only when it is set) and `OTEL_SERVICE_NAME`.
 */
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { registerTelemetry } from './registry.js';
import { serviceName } from './service-name.js';

const name = serviceName(process.env, process.argv[1]);

if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT) {
  // Loaded only when needed: the exporter and what it brings along cost memory in every process.
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  registerTelemetry({
    serviceName: name,
    spanProcessor: new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }),
  });
} else {
  registerTelemetry({ serviceName: name });
}
