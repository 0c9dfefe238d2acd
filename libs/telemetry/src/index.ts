export { inSpan, meter, tracer } from './instruments.js';
export { currentTraceparent, remoteSpan, traceparentOf, withRemoteParent } from './propagation.js';
export { metricsText, registerTelemetry, shutDownTelemetry, type TelemetryOptions } from './registry.js';
