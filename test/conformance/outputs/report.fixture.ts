import type { CheckResult, Report } from '../check.js';
import type { Exchange } from '../exchange.js';

/** What a target that means harm would like to see come through, and what no XML can hold. */
export const HOSTILE = `</pre></script><script>alert(1)</script> "'&]]> <!-- \u0000\u001b[2J\u0008\ud800\ufffe é 🦊`;

export const EXCHANGE: Exchange = {
  request: {
    method: 'GET',
    url: `https://target.example/Users?filter=${HOSTILE}`,
    headers: { authorization: 'Bearer [redacted]', accept: 'application/scim+json' },
    body: null,
  },
  response: { status: 200, headers: { 'content-type': 'application/scim+json', 'x-hostile': HOSTILE }, body: HOSTILE },
  milliseconds: 12,
};

export function result(id: string, fields: Partial<CheckResult> = {}): CheckResult {
  return {
    id,
    level: 'MUST',
    verdict: 'pass',
    source: 'RFC 7644 §3.3',
    profile: 'rfc',
    expected: `${id} is as it ought to be`,
    seen: 'as expected',
    exchange: EXCHANGE,
    steps: ['POST /Users → 201', `GET /Users/${HOSTILE} → 200`],
    milliseconds: 34,
    ...fields,
  };
}

export function report(checks: readonly CheckResult[], fields: Partial<Report> = {}): Report {
  return {
    target: 'https://target.example/scim',
    startedAt: '2026-11-27T12:00:00.000Z',
    milliseconds: 1_234,
    required: ['rfc', 'entra'],
    leftBehind: [],
    checks,
    ...fields,
  };
}

/** One of each level and verdict, everything in them hostile. */
export const MIXED: Report = report(
  [
    result('users.create'),
    result('users.get', { verdict: 'fail', seen: HOSTILE, source: HOSTILE, expected: HOSTILE }),
    result('users.delete', { level: 'SHOULD', verdict: 'fail', seen: HOSTILE }),
    result('filter.eq', { level: 'MAY', verdict: 'skip', seen: HOSTILE, exchange: null, steps: [] }),
    result('filter.ne', { verdict: 'fail', exchange: { ...EXCHANGE, response: null, failure: HOSTILE } }),
  ],
  { target: `https://target.example/${HOSTILE}`, leftBehind: [`/Users/${HOSTILE}`], stopped: HOSTILE },
);
