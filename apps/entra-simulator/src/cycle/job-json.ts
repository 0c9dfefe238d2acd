import type { Escrow, Job, Link } from './job.js';

export function jobToJson(job: Job): object {
  return { ...job, links: [...job.links], escrows: [...job.escrows] };
}

/** Decoder of what `jobToJson` wrote: a file of our own, which nobody else writes. */
export function jobFromJson(text: string): Job {
  const read = JSON.parse(text) as Omit<Job, 'links' | 'escrows'> & {
    readonly links: readonly (readonly [string, Link])[];
    readonly escrows: readonly (readonly [string, Escrow])[];
  };
  return { ...read, links: new Map(read.links), escrows: new Map(read.escrows) };
}
