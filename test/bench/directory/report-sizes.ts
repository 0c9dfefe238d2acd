import { demand, figure, heading } from '../report.js';
import type { Latency } from '../statistics.js';
import type { Asked } from './ask.js';
import type { Question } from './questions.js';

type Sizes = ReadonlyMap<number, ReadonlyMap<string, Asked>>;

const MILLION = 1_000_000;

/** Each question at each size, and at the largest what it may cost and how much more than at the smallest. */
export function report(questions: readonly Question[], sizes: Sizes): void {
  heading(
    "Milliseconds of the server's processor a request, and until it is answered; each asked 300 times, cold and again",
  );
  const [smallest, largest] = [Math.min(...sizes.keys()), Math.max(...sizes.keys())];
  for (const question of questions) {
    for (const [people, asked] of sizes) {
      const found = asked.get(question.name);
      if (found === undefined) continue;
      figure(`${question.name}, ${people.toLocaleString('en')}`, `cold ${line(found.cold)}   hot ${line(found.hot)}`);
    }
    const [small, large] = [smallest, largest].map((size) => sizes.get(size)?.get(question.name));
    if (small !== undefined && large !== undefined) demandsOf(question, { small, large, largest });
  }
}

interface Ends {
  readonly small: Asked;
  readonly large: Asked;
  readonly largest: number;
}

function demandsOf({ name, floors, isSteady = false }: Question, { small, large, largest }: Ends): void {
  const at = largest.toLocaleString('en');
  const times = large.hot.cpu.p99 / small.hot.cpu.p99;
  if (isSteady) demand(`${name}: CPU p99 at ${at}, times that at 1,000`, times, 'at most', 2);
  if (floors === undefined || largest < MILLION) return;
  demand(`${name}: CPU p99 at ${at}, ms`, large.hot.cpu.p99, 'at most', floors.cpu);
  demand(`${name}: p99 at ${at}, ms`, large.hot.wall.p99, 'at most', floors.wall);
}

function line({ cpu, wall }: Asked['hot']): string {
  return `CPU ${ends(cpu)}   wall ${ends(wall)}`;
}

function ends({ p50, p99 }: Latency): string {
  return `${p50.toFixed(2).padStart(6)} ${p99.toFixed(2).padStart(6)}`;
}
