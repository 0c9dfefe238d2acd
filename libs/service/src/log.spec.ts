import { describe, expect, it } from '@jest/globals';
import { inSpan, registerTelemetry } from '#telemetry';
import { createLogger, nestLogger } from './log.js';

function logged(work: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  work(createLogger('probe', { destination: { write: (line) => void lines.push(line) } }));
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

describe('a log line', () => {
  it('is JSON with time, level and service', () => {
    expect(logged((logger) => logger.info({ count: 2 }, 'done'))).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: 'probe',
      count: 2,
      msg: 'done',
    });
  });

  it('carries the trace inside a span, and none outside', async () => {
    registerTelemetry({ serviceName: 'test' });
    let line: Record<string, unknown> = {};
    await inSpan('work', {}, (span) => {
      line = logged((logger) => logger.info('inside'));
      expect(line).toMatchObject({ trace_id: span.spanContext().traceId, span_id: span.spanContext().spanId });
      return Promise.resolve();
    });
    expect(logged((logger) => logger.info('outside'))).not.toHaveProperty('trace_id');
  });

  it('hides secrets', () => {
    const line = logged((logger) => logger.info({ token: 'hunter2', reader: { clientSecret: 'hunter2' } }, 'issued'));
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });

  it('keeps of a driver error what names the fault, not the row', () => {
    const fault = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (user_name)=(jane@acme.example)',
    });
    const line = logged((logger) => logger.error({ err: new Error('failed', { cause: fault }) }, 'oops'));
    expect(line.err).toMatchObject({ message: 'failed', cause: { message: 'duplicate key', code: '23505' } });
    expect(JSON.stringify(line)).not.toContain('jane');
  });

  it('takes the lines of Nest', () => {
    const line = logged((logger) => nestLogger(logger).error(new Error('broken'), 'stack', 'Router'));
    expect(line).toMatchObject({ level: 'error', context: 'Router', msg: 'broken' });
  });
});
