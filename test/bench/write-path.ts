import type { Bare } from './bare.js';
import { closedLoop, type Run, type Shot, type Target } from './generator.js';
import { demand, heading, line, ratio } from './report.js';
import { creates, gets, lookups, patches, type Person } from './shots.js';
import { median } from './statistics.js';

const CONNECTIONS = [1, 8, 32] as const;

export interface Lengths {
  /** Seconds of one round. */
  readonly seconds: number;
  readonly rounds: number;
}

/** scim-api alone beside the bare handler: rounds in turn, A B A B, medians. */
export async function writePathAlone(target: Target, bare: Bare, lengths: Lengths): Promise<Person[]> {
  const people: Person[] = [];
  const ours = creates((person) => people.push(person));
  const known: Person[] = [];
  const theirs = creates((person) => known.push(person));
  await closedLoop(target, ours, { connections: 8, seconds: 3 });
  await closedLoop(bare.target, theirs, { connections: 8, seconds: 3 });

  heading('Write path alone: creates (relay, broker and consumers paused)');
  for (const connections of CONNECTIONS) {
    const pair = await inTurn([target, ours], [bare.target, theirs], { ...lengths, connections });
    const share = ratio(`creates, ${connections} connections`, pair.ours, pair.theirs);
    if (connections === 32) demand('creates at 32 connections, share of bare', share, 'at least', 0.6);
  }
  heading('Write path alone: look-ups by userName');
  for (const connections of CONNECTIONS) {
    const pair = await inTurn([target, lookups(people)], [bare.target, lookups(known)], { ...lengths, connections });
    const share = ratio(`look-ups, ${connections} connections`, pair.ours, pair.theirs);
    if (connections === 32) demand('look-ups at 32 connections, share of bare', share, 'at least', 0.5);
  }
  heading('Write path alone: gets and changes');
  await plain(target, people, lengths);
  return people;
}

/** The same requests with everything running. */
export async function everythingRunning(target: Target, people: Person[], lengths: Lengths): Promise<void> {
  heading('Everything running');
  for (const connections of CONNECTIONS) {
    const ours = creates((person) => people.push(person));
    line(`creates, ${connections} connections`, await closedLoop(target, ours, { ...lengths, connections }));
    line(
      `look-ups, ${connections} connections`,
      await closedLoop(target, lookups(people), { ...lengths, connections }),
    );
  }
  await plain(target, people, lengths);
}

async function plain(target: Target, people: readonly Person[], lengths: Lengths): Promise<void> {
  for (const connections of CONNECTIONS) {
    line(`gets, ${connections} connections`, await closedLoop(target, gets(people), { ...lengths, connections }));
    line(`PATCH, ${connections} connections`, await closedLoop(target, patches(people), { ...lengths, connections }));
  }
}

type Side = readonly [Target, () => Shot];

async function inTurn(ours: Side, theirs: Side, lengths: Lengths & { readonly connections: number }) {
  const runs: { ours: Run[]; theirs: Run[] } = { ours: [], theirs: [] };
  for (let round = 0; round < lengths.rounds; round += 1) {
    runs.ours.push(await closedLoop(...ours, lengths));
    runs.theirs.push(await closedLoop(...theirs, lengths));
  }
  line(`  Rollcall, ${lengths.connections} connections`, middle(runs.ours));
  line(`  bare handler, ${lengths.connections} connections`, middle(runs.theirs));
  return runs;
}

/** The round whose rate is the median. */
function middle(runs: readonly Run[]): Run {
  const rate = median(runs.map((run) => run.perSecond));
  const [first] = runs;
  const found = runs.find((run) => run.perSecond === rate) ?? first;
  if (found === undefined) throw new Error('no round was run');
  return found;
}
