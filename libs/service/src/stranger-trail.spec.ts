import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { createLogger } from './log.js';
import { MAX_FAILURES_SHOWN, StrangerTrail } from './stranger-trail.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const from = (remoteAddress: string): FastifyRequest =>
  ({ raw: { socket: { remoteAddress }, headers: {} } }) as unknown as FastifyRequest;

function trail() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, of: new StrangerTrail(createLogger('test', { level: 'info', destination: { write } })) };
}

const KEYS = { method: 'GET', route: '/.well-known/jwks.json', status: 200 };
const NOWHERE = { method: 'GET', route: '(none)', status: 404 };

describe('requests of strangers', () => {
  it('are told by network, route and status: the first at once, the others a minute later', () => {
    const { lines, of } = trail();
    let shown = 0;
    for (let n = 0; n < 10_000; n += 1)
      for (const labels of [KEYS, NOWHERE]) if (of.note(from(`192.0.2.${n % 250}`), labels)) shown += 1;
    expect([shown, lines]).toEqual([2, []]);
    jest.advanceTimersByTime(60_000);
    expect(lines).toMatchObject([
      { msg: 'requests of strangers', network: '192.0.2.0/24', ...KEYS, requests: 9_999 },
      { network: '192.0.2.0/24', ...NOWHERE, requests: 9_999 },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/192\.0\.2\.[1-9]/);
    expect(of.note(from('192.0.2.1'), KEYS)).toBe(true);
  });

  it('of ever more networks are no more lines', () => {
    const { lines, of } = trail();
    let shown = 0;
    for (let n = 0; n < 5_000; n += 1)
      for (let twice = 0; twice < 2; twice += 1) if (of.note(from(`10.${n >> 8}.${n & 255}.1`), NOWHERE)) shown += 1;
    jest.advanceTimersByTime(60_000);
    expect(shown).toBe(60);
    expect(lines).toHaveLength(61);
    expect(lines.at(-1)).toMatchObject({ network: 'others', requests: 9_880 });
  });

  it('that fail by our fault have a line each, up to a bound', () => {
    const { of } = trail();
    const failed = { method: 'POST', route: '/oauth/token', status: 503 };
    const shown = Array.from({ length: 2_000 }, () => of.note(from('192.0.2.1'), failed)).filter((own) => own);
    expect(shown).toHaveLength(MAX_FAILURES_SHOWN + 1);
    jest.advanceTimersByTime(60_000);
    expect(of.note(from('192.0.2.1'), failed)).toBe(true);
  });
});
