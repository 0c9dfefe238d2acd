import type { Run } from './generator.js';
import { median } from './statistics.js';

/** What the issue of this release demands; a figure below is printed as missed, never hidden. */
interface Floor {
  readonly name: string;
  readonly value: number;
  readonly bound: number;
  readonly kind: 'at least' | 'at most';
}

const floors: Floor[] = [];

export function heading(text: string): void {
  console.log(`\n## ${text}\n`);
}

export function line(name: string, run: Run): void {
  const { p50, p99 } = run.latency;
  console.log(
    `${name.padEnd(44)} ${run.perSecond.toFixed(0).padStart(7)}/s   p50 ${ms(p50)}   p99 ${ms(p99)}   (${run.requests})`,
  );
}

export function figure(name: string, text: string): void {
  console.log(`${name.padEnd(44)} ${text}`);
}

/** The medians of rounds that were taken in turn, so that a drift of the machine hits both. */
export function ratio(name: string, ours: readonly Run[], theirs: readonly Run[]): number {
  const value = median(ours.map((run) => run.perSecond)) / median(theirs.map((run) => run.perSecond));
  figure(name, `${value.toFixed(2)} of the bare handler`);
  return value;
}

export function demand(name: string, value: number, kind: Floor['kind'], bound: number): void {
  floors.push({ name, value, kind, bound });
}

/** Prints what was demanded and whether it was met; true when all was. */
export function verdict(): boolean {
  heading('Demands');
  let met = true;
  for (const { name, value, kind, bound } of floors) {
    const holds = kind === 'at least' ? value >= bound : value <= bound;
    met &&= holds;
    figure(name, `${value.toFixed(2)} (${kind} ${bound})   ${holds ? 'met' : 'MISSED'}`);
  }
  return met;
}

function ms(value: number): string {
  return `${value.toFixed(2).padStart(7)} ms`;
}
