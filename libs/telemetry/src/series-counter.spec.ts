import { metrics } from '@opentelemetry/api';
import { afterAll, describe, expect, it } from '@jest/globals';
import { metricsText, registerTelemetry, SeriesCounter, shutDownTelemetry, unrecordedSpan } from './index.js';

const REMOTE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

registerTelemetry({ serviceName: 'test' });
afterAll(shutDownTelemetry);

describe('a counter of few series', () => {
  it('tells the sum of each since the beginning, however often it is asked', async () => {
    const counter = new SeriesCounter(metrics.getMeter('spec'), 'spec_answers', 'what it counts');
    const add = (kind: string): void => counter.add(kind, () => ({ kind }));
    ['a', 'a', 'b'].forEach(add);
    const series = async () => [...(await metricsText()).matchAll(/^spec_answers_total\{kind="(\w)"\} (\d+)$/gm)];
    const told = async () => (await series()).map(([, kind, total]) => `${kind} ${total}`);
    expect(await told()).toEqual(['a 2', 'b 1']);
    add('b');
    expect(await told()).toEqual(['a 2', 'b 2']);
    expect(await metricsText()).toContain('# TYPE spec_answers_total counter');
  });
});

describe('a span of a request where nobody records spans', () => {
  it('has ids of its own in the trace that it is told, and is not sampled', () => {
    const span = unrecordedSpan(REMOTE)?.spanContext();
    expect(span).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', traceFlags: 0 });
    expect(span?.spanId).toMatch(/^(?!b7ad6b7169203331)[0-9a-f]{16}$/);
  });

  it.each([null, '', 'jane'])('begins a trace where it is told %p', (traceparent) => {
    const ids = [1, 2].map(() => unrecordedSpan(traceparent)?.spanContext().traceId);
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(ids[0]).not.toBe(ids[1]);
  });
});
