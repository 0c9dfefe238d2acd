import { trace } from '@opentelemetry/api';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { currentTraceparent, inSpan, recordTelemetry, withRemoteParent } from './index.js';

const REMOTE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const recorded = recordTelemetry();
beforeEach(() => recorded.reset());
afterAll(() => recorded.stop());

describe('a recorded span', () => {
  it('continues the trace of a traceparent, across awaits', async () => {
    await withRemoteParent(REMOTE, () =>
      inSpan('outer', { 'user.id': '1' }, async () => {
        await Promise.resolve();
        await inSpan('inner', {}, () => Promise.resolve());
      }),
    );
    const [inner, outer] = recorded.spans();
    expect(outer?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('keeps the class of an error and none of its text', async () => {
    await expect(inSpan('fails', {}, () => Promise.reject(new TypeError('jane@acme.example')))).rejects.toThrow();
    expect(recorded.spans()[0]?.status.message).toBe('TypeError');
    expect(JSON.stringify([recorded.spans()[0]?.status, recorded.spans()[0]?.events])).not.toContain('jane');
  });

  it('is absent outside any work', () => {
    expect(currentTraceparent()).toBeNull();
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
