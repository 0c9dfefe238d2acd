import type { Slot } from './stage.js';

export const MAX_RSS_BYTES = 320e6;
export const MAX_LOOP_DELAY_MS = 100;
const LEAST_P99_MS = 100;

/** All slots of a process, summed up. Milliseconds and bytes. */
export interface Figures {
  readonly process: string;
  readonly aloneP99: number;
  readonly p99: number;
  readonly requests: number;
  readonly refused: number;
  readonly restarts: number;
  readonly rss: number;
  readonly loopDelay: number;
  /** Milliseconds, 99th percentile, from a create until the process shows it: alone and beside; 0 where that is not asked. */
  readonly arrivals: readonly [number, number];
  readonly heldBytes: number;
  /** Characters of the longest step, and of all. */
  readonly longestStep: number;
  readonly work: number;
}

export function sumUp(process: string, alone: readonly Slot[], beside: readonly Slot[]): Figures {
  const times = (slots: readonly Slot[]): number[] => slots.flatMap(({ seen }) => seen.times);
  return {
    process,
    aloneP99: percentile(times(alone), 0.99),
    p99: percentile(times(beside), 0.99),
    requests: times(beside).length,
    refused: beside.reduce((sum, { seen }) => sum + seen.refused.length, 0),
    restarts: beside.filter(({ isSame }) => !isSame).length,
    rss: Math.max(...beside.map(({ rss }) => rss)),
    // A process that could not say it was too late to say it.
    loopDelay: Math.max(...beside.map(({ loopDelay }) => loopDelay ?? Number.POSITIVE_INFINITY)),
    arrivals: [arrivals(alone), arrivals(beside)],
    heldBytes: Math.max(0, ...beside.map(({ charged }) => charged?.heldBytes ?? 0)),
    longestStep: Math.max(0, ...beside.map(({ charged }) => charged?.longestStep ?? 0)),
    work: beside.reduce((sum, { charged }) => sum + (charged?.work ?? 0), 0),
  };
}

function arrivals(slots: readonly Slot[]): number {
  return percentile(
    slots.flatMap(({ seen }) => seen.arrivals),
    0.99,
  );
}

/** What does not hold, in words. Times are judged by `npm run neighbours` alone, on a machine that is quiet. */
export function breaches(figures: Figures, { withTimes }: { readonly withTimes: boolean }): string[] {
  const { aloneP99, p99, refused, restarts, rss, loopDelay } = figures;
  const bound = Math.max(3 * aloneP99, LEAST_P99_MS);
  return [
    ...(refused > 0 ? [`${refused} of the neighbour’s requests were refused`] : []),
    ...(restarts > 0 ? [`it ended ${restarts} times`] : []),
    ...(rss > MAX_RSS_BYTES ? [`it needed ${megabytes(rss)} MB`] : []),
    ...(withTimes && p99 > bound ? [`p99 ${p99.toFixed(0)} ms beside ${aloneP99.toFixed(0)} alone`] : []),
    ...(withTimes && loopDelay > MAX_LOOP_DELAY_MS ? [`its event loop was late by ${loopDelay.toFixed(0)} ms`] : []),
  ];
}

/** How much a slot hurt: what is bounded, each as a part of its bound. */
export function hurt(slot: Slot): number {
  const p99 = percentile(slot.seen.times, 0.99) / LEAST_P99_MS;
  const loop = (slot.loopDelay ?? 10 * MAX_LOOP_DELAY_MS) / MAX_LOOP_DELAY_MS;
  return p99 + loop + slot.rss / MAX_RSS_BYTES + 10 * slot.seen.refused.length + (slot.isSame ? 0 : 1_000);
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
