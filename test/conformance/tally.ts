import { LEVELS, type CheckResult, type Level, type Report, type Verdict } from './check.js';

export type Tally = Readonly<Record<Verdict, number>>;

export function tallyOf(checks: readonly CheckResult[]): Tally {
  const count = (verdict: Verdict): number => checks.filter((check) => check.verdict === verdict).length;
  return { pass: count('pass'), fail: count('fail'), skip: count('skip') };
}

export function tallyByLevel({ checks }: Report): readonly (readonly [Level, Tally])[] {
  return LEVELS.map((level) => [level, tallyOf(checks.filter((check) => check.level === level))] as const);
}

/** A run that was cut short has shown nothing about the rest. */
export function hasFallenShort({ checks, stopped }: Report): boolean {
  return stopped !== undefined || checks.some(({ level, verdict }) => level === 'MUST' && verdict === 'fail');
}
