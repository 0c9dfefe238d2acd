import { metrics, trace } from '@opentelemetry/api';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recordTelemetry } from '../../../test/support/record-telemetry.js';
import { currentTraceparent, inSpan, metricsText, withRemoteParent } from './index.js';

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

describe('an observable gauge', () => {
  it('is absent, not frozen, when nothing is observed any more, and counters go on', async () => {
    const meter = metrics.getMeter('test');
    const seen = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    meter.createObservableGauge('waiting').addCallback((result) => {
      for (const [name, value] of seen) result.observe(value, { name });
    });
    const counter = meter.createCounter('done');
    counter.add(1, { name: 'c' });
    const shown = async () => [...(await metricsText()).matchAll(/^(?:waiting|done\S*)\{.*\} \d+$/gm)].length;
    expect(await shown()).toBe(3);
    seen.delete('a');
    expect(await shown()).toBe(2);
    seen.clear();
    expect(await shown()).toBe(1);
    seen.set('a', 3);
    expect(await shown()).toBe(2);
  });
});
