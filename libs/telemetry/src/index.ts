export { inSpan, meter, tracer } from './instruments.js';
export { currentTraceparent, remoteSpan, traceparentOf, withRemoteParent } from './propagation.js';
export { SeriesCounter } from './series-counter.js';
export { unrecordedSpan } from './unrecorded-span.js';
export { metricsText, registerTelemetry, shutDownTelemetry, type TelemetryOptions } from './registry.js';
