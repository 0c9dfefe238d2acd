import { spentBy, spentByServer, metric } from './cost.js';
import { closedLoop, type Run, type Shot, type Target } from './generator.js';
import { demand, figure, heading, line, ratio } from './report.js';
import { creates, cycle, gets, lookups, patches, type Person } from './shots.js';
import { median } from './statistics.js';

const CONNECTIONS = [1, 8, 32] as const;

export interface Lengths {
  /** Seconds of one round. */
  readonly seconds: number;
  readonly rounds: number;
}

/** What is measured: where it answers, and whose processor time it takes. */
export interface Side {
  readonly name: string;
  readonly target: Target;
  readonly pid: number;
  /** Its metrics in Prometheus' text format, where it has some. */
  readonly metrics?: () => Promise<string>;
}

export interface Pair {
  readonly ours: Side;
  readonly bare: Side;
  /** Of the PostgreSQL server that both use. */
  readonly postgres: number;
}

/** The floors of what is asked for: shares of the bare handler's rate. */
const FLOORS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  creates: { 8: 0.7, 32: 0.8 },
  'look-ups': { 32: 0.7 },
  gets: { 32: 0.7 },
};

/** scim-api alone beside the bare handler, both from empty tables: rounds in turn, A B A B, medians. */
export async function writePathAlone(pair: Pair, lengths: Lengths): Promise<Person[]> {
  const [people, known]: [Person[], Person[]] = [[], []];
  const made = (list: Person[]) => creates((person) => list.push(person));
  const cycles = (list: Person[]) => cycle((person) => list.push(person));
  await sections(pair, lengths, 'creates', [made(people), made(known)]);
  await sections(pair, lengths, 'the initial cycle', [cycles(people), cycles(known)]);
  await sections(pair, lengths, 'look-ups', [lookups(people), lookups(known)]);
  await sections(pair, lengths, 'gets', [gets(people), gets(known)]);
  heading('Write path alone: changes');
  for (const connections of CONNECTIONS) {
    const run = await closedLoop(pair.ours.target, patches(people), { ...lengths, connections });
    line(`PATCH, ${connections} connections`, run);
  }
  return people;
}

type Shots = readonly [ours: () => Shot, theirs: () => Shot];

async function sections(pair: Pair, lengths: Lengths, what: string, shots: Shots): Promise<void> {
  heading(`Write path alone: ${what} (relay, broker and consumers paused)`);
  for (const connections of CONNECTIONS) {
    const runs = await inTurn(pair, shots, { ...lengths, connections });
    const share = ratio(`${what}, ${connections} connections`, runs.ours, runs.theirs);
    const floor = FLOORS[what]?.[connections];
    if (floor !== undefined) demand(`${what} at ${connections} connections, share of bare`, share, 'at least', floor);
  }
}

/** Rounds of both, one after the other: a drift of the machine hits both. */
export async function inTurn(
  pair: Pair,
  [ours, theirs]: Shots,
  lengths: Lengths & { readonly connections: number },
): Promise<{ ours: readonly Run[]; theirs: readonly Run[] }> {
  const runs: { ours: Costed[]; theirs: Costed[] } = { ours: [], theirs: [] };
  for (let round = 0; round < lengths.rounds; round += 1) {
    runs.ours.push(await costed(pair.ours, pair.postgres, () => closedLoop(pair.ours.target, ours, lengths)));
    runs.theirs.push(await costed(pair.bare, pair.postgres, () => closedLoop(pair.bare.target, theirs, lengths)));
  }
  for (const [{ name }, all] of [[pair.ours, runs.ours] as const, [pair.bare, runs.theirs] as const]) {
    const run = middle(all);
    line(`  ${name}, ${lengths.connections} connections`, run);
    figure('', run.cost);
  }
  return runs;
}

interface Costed extends Run {
  /** What one request took of the processor, in words. */
  readonly cost: string;
}

async function costed({ pid, metrics }: Side, postgres: number, work: () => Promise<Run>): Promise<Costed> {
  const take = async () => ({
    spent: await spentBy(pid),
    server: await spentByServer(postgres),
    said: (await metrics?.()) ?? '',
  });
  const before = await take();
  const run = await work();
  const after = await take();
  const each = (ms: number): string => `${Math.round((ms * 1_000) / run.requests)}`;
  const main = after.spent.main - before.spent.main;
  const grown = (name: string): number => metric(after.said, name) - metric(before.said, name);
  const batches = grown('rollcall_write_batch_size_count');
  const words = [
    `µs a request: main thread ${each(main)}, process ${each(after.spent.all - before.spent.all)}`,
    `PostgreSQL ${each(after.server - before.server)}`,
    ...(after.said === '' ? [] : [`collections ${((grown('nodejs_gc_seconds_total') * 100_000) / main).toFixed(0)} %`]),
    ...(batches > 0 ? [`batches of ${(grown('rollcall_write_batch_size_sum') / batches).toFixed(1)}`] : []),
  ];
  return { ...run, cost: words.join(', ') };
}

/** The same requests with everything running. */
export async function everythingRunning(target: Target, people: Person[], lengths: Lengths): Promise<void> {
  heading('Everything running');
  for (const connections of CONNECTIONS) {
    const options = { ...lengths, connections };
    const ours = creates((person) => people.push(person));
    line(`creates, ${connections} connections`, await closedLoop(target, ours, options));
    line(`look-ups, ${connections} connections`, await closedLoop(target, lookups(people), options));
    line(`gets, ${connections} connections`, await closedLoop(target, gets(people), options));
    line(`PATCH, ${connections} connections`, await closedLoop(target, patches(people), options));
  }
}

/** The round whose rate is the median. */
function middle(runs: readonly Costed[]): Costed {
  const rate = median(runs.map((run) => run.perSecond));
  const found = runs.find((run) => run.perSecond === rate) ?? runs[0];
  if (found === undefined) throw new Error('no round was run');
  return found;
}
