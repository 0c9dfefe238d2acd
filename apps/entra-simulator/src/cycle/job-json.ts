import type { Escrow, Job, JobSettings, Link } from './job.js';

export function jobToJson(job: Job): object {
  return { ...job, links: [...job.links], escrows: [...job.escrows] };
}

/** Decoder of what `jobToJson` wrote: a file of our own, which nobody else writes. */
export function jobFromJson(text: string): Job {
  const read = JSON.parse(text) as Omit<Job, 'links' | 'escrows' | 'settings'> & {
    readonly settings: Omit<JobSettings, 'notification'> & Partial<JobSettings>;
    readonly links: readonly (readonly [string, Link])[];
    readonly escrows: readonly (readonly [string, Omit<Escrow, 'attempted'> & Partial<Escrow>])[];
  };
  // Of an escrow of an earlier version nobody knows what was attempted: it is tried at once.
  const escrows = read.escrows.map(([id, escrow]) => [id, { ...escrow, attempted: escrow.attempted ?? '' }] as const);
  const settings = { ...read.settings, notification: read.settings.notification ?? null };
  return { ...read, settings, links: new Map(read.links), escrows: new Map(escrows) };
}
