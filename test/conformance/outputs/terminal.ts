import type { CheckResult, Report } from '../check.js';
import { tallyByLevel } from '../tally.js';

const MOST_LEFT_SHOWN = 10;
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
    ...leftBehind(report),
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

/** The first of them: a brake can hold hundreds, and the other reports list all. */
function leftBehind({ leftBehind: paths }: Report): string[] {
  const more = paths.length - MOST_LEFT_SHOWN;
  const shown = paths.slice(0, MOST_LEFT_SHOWN).map((path) => `! left behind: ${path}`);
  return more > 0 ? [...shown, `! left behind: ${more} more, which --json lists`] : shown;
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
