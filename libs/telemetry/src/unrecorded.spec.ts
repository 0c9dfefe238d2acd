import { metrics } from '@opentelemetry/api';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  currentTraceparent,
  inSpan,
  metricsText,
  registerTelemetry,
  shutDownTelemetry,
  withRemoteParent,
} from './index.js';
import { eventually } from '../../../test/support/eventually.js';
import { serviceName } from './service-name.js';

const REMOTE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

registerTelemetry({ serviceName: 'test' });
afterAll(shutDownTelemetry);

describe('a span that nobody records', () => {
  it('has an id to hand on when nobody records it', async () => {
    const seen = await withRemoteParent(REMOTE, () => inSpan('cheap', {}, () => Promise.resolve(currentTraceparent())));
    expect(seen).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    await inSpan('cheap', {}, async (span) => expect(span.isRecording()).toBe(false));
  });

  it('starts a new trace when the traceparent is malformed or missing', async () => {
    for (const text of [null, '', 'jane', `${REMOTE}x`]) {
      const seen = await withRemoteParent(text, () => inSpan('new', {}, () => Promise.resolve(currentTraceparent())));
      expect(seen).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      expect(seen).not.toContain('0af7651916cd43dd');
    }
  });
});

describe('metrics', () => {
  it('are given in the text format of Prometheus', async () => {
    metrics.getMeter('spec').createCounter('rollcall_spec', { description: 'what it counts' }).add(2, { kind: 'a' });
    const text = await metricsText();
    expect(text).toContain('# TYPE rollcall_spec_total counter');
    expect(text).toContain('rollcall_spec_total{kind="a"} 2');
  });
});

describe('what a process says of itself', () => {
  const value = async (series: string): Promise<number> => {
    const line = (await metricsText()).split('\n').find((text) => text.startsWith(`${series} `));
    return Number(line?.split(' ')[1]);
  };

  it('is its memory, its processor time, its age and its version', async () => {
    expect(await value('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(await value('nodejs_heap_used_bytes')).toBeGreaterThan(1_000_000);
    expect(await value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(await value('process_start_time_seconds')).toBeGreaterThan(1_700_000_000);
    expect(await metricsText()).toMatch(/^rollcall_build_info\{version="\d+\.\d+\.\d+",node="v\d[\d.]*"\} 1$/m);
  });

  it('is the longest time that the event loop was held, since it was told last', async () => {
    let looks = 0;
    // The timer that measures must have fired since the last reading before it can be late: held and read in turn.
    const isSeen = async (): Promise<boolean> => {
      looks += 1;
      if (looks % 2 === 0) return (await value('nodejs_eventloop_delay_seconds{quantile="1"}')) > 0.04;
      const end = performance.now() + 60;
      while (performance.now() < end);
      return false;
    };
    await eventually('the delay is seen', isSeen);
    expect(await value('nodejs_eventloop_delay_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0);
  });

  it('is the time of collections by kind, from 0 on', async () => {
    for (const kind of ['minor', 'major', 'incremental', 'weak']) {
      expect(await value(`nodejs_gc_seconds_total{kind="${kind}"}`)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('the name of the service', () => {
  it.each([
    ['/app/dist/apps/directory/src/main.js', 'directory'],
    ['/app/dist/apps/scim-api/src/relay.js', 'relay'],
    ['/app/dist/apps/scim-api/src/main.js', 'scim-api'],
    ['/somewhere/else.js', 'rollcall'],
    [undefined, 'rollcall'],
  ])('of %s is %s', (entry, name) => {
    expect(serviceName({}, entry)).toBe(name);
    expect(serviceName({ OTEL_SERVICE_NAME: 'other' }, entry)).toBe('other');
  });
});
