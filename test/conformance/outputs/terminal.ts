import type { CheckResult, Report } from '../check.js';
import { tallyByLevel } from '../tally.js';

const MARK = { pass: '✓', fail: '✗', skip: '–' } as const;

/** On a terminal one line that changes; in a log a line for each shortfall. */
export function progressLine(
  result: CheckResult,
  { done, total }: { readonly done: number; readonly total: number },
  { isTTY = false }: { readonly isTTY?: boolean },
): string {
  const line = `${MARK[result.verdict]} ${done}/${total} ${result.id}`;
  if (isTTY) return `\r\u001b[K${line}${done === total ? '\r\u001b[K' : ''}`;
  return result.verdict === 'fail' ? `${line}\n` : '';
}

export function summary(report: Report): string {
  const failed = report.checks.filter(({ verdict }) => verdict === 'fail');
  const lines = [
    ...failed.flatMap(({ id, level, source, expected, seen }) => [
      `✗ ${level} ${id} (${source})`,
      `    expected: ${expected}`,
      `    seen:     ${seen}`,
    ]),
    ...report.leftBehind.map((path) => `! left behind: ${path}`),
    ...brakeNote(report).map((note) => `! ${note}`),
    ...(report.stopped === undefined ? [] : [`! not all checks were run: ${report.stopped}`]),
    '',
    `${report.target}: ${report.checks.length} checks in ${(report.milliseconds / 1_000).toFixed(1)} s`,
    ...tallyByLevel(report).map(
      ([level, { pass, fail, skip }]) => `  ${level.padEnd(6)} ${pass} passed, ${fail} fell short, ${skip} skipped`,
    ),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** What to do when a brake took part. */
export function brakeNote({ heldByBrake = 0 }: Report): readonly string[] {
  if (heldByBrake === 0) return [];
  const requests = heldByBrake === 1 ? '1 request was' : `${heldByBrake} requests were`;
  return [
    `${requests} refused by the brake of the connection, which takes the checks for a mass deactivation: release it, or use a connection without one (brake: null)`,
  ];
}

/** What a target says goes to a terminal: without the characters that command it. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}
