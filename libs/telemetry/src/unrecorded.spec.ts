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
import { serviceName } from './service-name.js';

const REMOTE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

registerTelemetry({ serviceName: 'test' });
afterAll(shutDownTelemetry);

describe('a span that nobody records', () => {
  it('has an id to hand on when nobody records it', async () => {
    const seen = await withRemoteParent(REMOTE, () => inSpan('cheap', {}, () => Promise.resolve(currentTraceparent())));
    expect(seen).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    await inSpan('cheap', {}, (span) => Promise.resolve(expect(span.isRecording()).toBe(false)));
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
