import { describe, expect, it } from '@jest/globals';
import { MIXED, report, result } from './report.fixture.js';
import { toJson } from './json.js';
import { progressLine, summary } from './terminal.js';

describe('the summary on the terminal', () => {
  it('counts by level', () => {
    const lines = summary(MIXED);
    expect(lines).toContain('MUST   1 passed, 2 fell short, 0 skipped');
    expect(lines).toContain('SHOULD 0 passed, 1 fell short, 0 skipped');
    expect(lines).toContain('MAY    0 passed, 0 fell short, 1 skipped');
  });

  it('names what fell short, what was left behind and why it stopped', () => {
    const lines = summary(MIXED);
    expect(lines).toContain('✗ SHOULD users.delete (RFC 7644 §3.3)');
    expect(lines).toContain('! left behind: /Users/');
    expect(lines).toContain('! not all checks were run: ');
  });

  it('names ten that were left behind, and how many more there are', () => {
    const paths = Array.from({ length: 12 }, (_none, at) => `/Users/${at}`);
    const lines = summary({ ...MIXED, leftBehind: paths });
    expect(lines.match(/^! left behind: .*$/gm)).toEqual([
      ...paths.slice(0, 10).map((path) => `! left behind: ${path}`),
      '! left behind: 2 more, which --json lists',
    ]);
  });

  it('sends the terminal none of the commands that a target may have sent', () => {
    expect(summary(MIXED)).not.toMatch(/[\u0000\u0008\u001b]/);
  });
});

describe('the progress line', () => {
  const failed = result('users.get', { verdict: 'fail' });

  it('changes in its place on a terminal', () => {
    expect(progressLine(failed, { done: 3, total: 9 }, { isTTY: true })).toBe('\r\u001b[K✗ 3/9 users.get');
  });

  it('is a line for each shortfall in a log', () => {
    const at = { done: 3, total: 9 };
    expect([progressLine(failed, at, {}), progressLine(result('users.get'), at, {})]).toEqual([
      '✗ 3/9 users.get\n',
      '',
    ]);
  });
});

describe('the report as JSON', () => {
  it('has the target, and of each check what is promised', () => {
    const written: { target: string; checks: Record<string, object>[] } = JSON.parse(
      toJson(report([result('users.create')])),
    );
    const { target, checks } = written;
    expect(target).toBe('https://target.example/scim');
    expect(Object.keys(checks[0] ?? {})).toEqual(
      expect.arrayContaining(['id', 'level', 'verdict', 'source', 'exchange']),
    );
    expect(Object.keys(checks[0]?.exchange ?? {})).toEqual(expect.arrayContaining(['request', 'response']));
  });
});
