import type { CheckResult, Report } from '../check.js';
import { tallyOf } from '../tally.js';
import { escapeMarkup } from './escape.js';
import { exchangeText } from './exchange-text.js';

/**
 * A suite for each topic, the first word of the ids. Only a MUST that fell short is a failure, for a failure turns a
 * build red; one of a lower level is skipped, with what was seen.
 */
export function toJunit(report: Report): string {
  const topics = Map.groupBy(report.checks, ({ id }) => id.split('.')[0] ?? id);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="SCIM conformance" ${counts(report.checks)}>`,
    ...[...topics].map(([topic, checks]) => suite(topic, checks, report)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(topic: string, checks: readonly CheckResult[], { target, startedAt }: Report): string {
  const open = `<testsuite name="${escapeMarkup(topic)}" ${counts(checks)} timestamp="${startedAt.slice(0, 19)}">`;
  const properties = `<properties><property name="target" value="${escapeMarkup(target)}"/></properties>`;
  return [`  ${open}`, `    ${properties}`, ...checks.map(testCase), '  </testsuite>'].join('\n');
}

function testCase(check: CheckResult): string {
  const { id, level, source, expected, milliseconds } = check;
  const name = escapeMarkup(`${level} ${id}: ${expected}`);
  const open = `<testcase classname="${escapeMarkup(source)}" name="${name}" time="${seconds(milliseconds)}"`;
  const inside = result(check);
  return inside === '' ? `    ${open}/>` : `    ${open}>\n      ${inside}\n    </testcase>`;
}

function result({ level, verdict, seen, exchange }: CheckResult): string {
  if (verdict === 'pass') return '';
  if (verdict === 'skip') return `<skipped message="${escapeMarkup(seen)}"/>`;
  if (level !== 'MUST') return `<skipped message="${escapeMarkup(`fell short of a ${level}: ${seen}`)}"/>`;
  const text = exchange === null ? '' : escapeMarkup(exchangeText(exchange));
  return `<failure type="${level}" message="${escapeMarkup(seen)}">${text}</failure>`;
}

function counts(checks: readonly CheckResult[]): string {
  const failures = checks.filter(({ level, verdict }) => level === 'MUST' && verdict === 'fail').length;
  const skipped = tallyOf(checks).skip + tallyOf(checks).fail - failures;
  const time = checks.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `tests="${checks.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds(time)}"`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(3);
}
