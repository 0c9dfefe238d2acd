import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { inSpan, registerTelemetry } from '#telemetry';
import { createLogger, flushingSoon, nestLogger } from './log.js';

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

describe('lines that wait for others', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  /** What of pino's destination is used. */
  function destination() {
    const state = { waiting: '', written: '', flushes: 0 };
    const flush = (ended?: () => void): void => {
      state.flushes += 1;
      [state.written, state.waiting] = [state.written + state.waiting, ''];
      ended?.();
    };
    const lines = { write: (line: string) => (state.waiting += line).length > 0, flush };
    // The rest of it nobody asks for here.
    return { state, lines: flushingSoon(lines as unknown as Parameters<typeof flushingSoon>[0]) };
  }

  it('are written within a tenth of a second, and while there are none nothing is', () => {
    const { state, lines } = destination();
    jest.advanceTimersByTime(60_000);
    expect(state.flushes).toBe(0);
    lines.write('a');
    lines.write('b');
    jest.advanceTimersByTime(100);
    expect(state.written).toBe('ab');
    const { flushes } = state;
    jest.advanceTimersByTime(60_000);
    expect(state.flushes).toBe(flushes);
  });

  it('are written behind a write that was under way', () => {
    const { state, lines } = destination();
    const flush = lines.flush.bind(lines);
    const busy: ((error?: Error) => unknown)[] = [];
    lines.flush = (ended) => {
      if (ended === undefined) flush();
      else busy.push(ended);
    };
    lines.write('a');
    jest.advanceTimersByTime(100);
    expect(state.written).toBe('');
    busy[0]?.();
    expect(state.written).toBe('a');
  });
});
