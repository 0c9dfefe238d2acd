import { describe, expect, it } from '@jest/globals';
import { eventLine } from './event-line.js';

describe('a log line for a person', () => {
  const time = new Date(2026, 10, 24, 9, 5, 7).getTime();

  it('has time, process, message and fields, and leaves out what every line has', () => {
    const line = JSON.stringify({
      level: 'info',
      time,
      pid: 7,
      hostname: 'h',
      trace_id: 'abc',
      msg: 'created',
      status: 201,
    });
    expect(eventLine('relay', line)).toEqual({ level: 30, text: '09:05:07 relay     created status=201' });
  });

  it('names a level above info, and the reason of an error', () => {
    const line = JSON.stringify({
      level: 'error',
      time,
      msg: 'not sent',
      err: { message: 'refused\nby the server', stack: 's' },
    });
    expect(eventLine('notifier', line).text).toBe('09:05:07 notifier  ERROR not sent (refused by the server)');
  });

  it('says an HTTP request in the words of HTTP', () => {
    const request = { method: 'PATCH', route: '/scim/v2/Users/:id', status: 200, ids: { id: 'u1' }, ms: 4.21 };
    const line = JSON.stringify({ level: 'info', time, ...request, requestId: 'r1', msg: 'request' });
    expect(eventLine('scim-api', line).text).toBe('09:05:07 scim-api  PATCH /scim/v2/Users/u1 200 (4.21 ms)');
  });

  it('passes on what is not JSON', () => {
    expect(eventLine('kafka', '[2026] WARN x {').text).toBe('kafka     [2026] WARN x {');
  });
});
