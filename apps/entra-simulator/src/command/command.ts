import type { Job } from '../cycle/job.js';
import { print } from './print.js';
import { read, type Options, type ReadOptions } from './read-options.js';

/** What the person at the command line calls by its name: what `help COMMAND` shows of it, and what it does. */
export interface Command {
  readonly usage: string;
  readonly options?: readonly (readonly [string, string])[];
  readonly examples: readonly string[];
  /** Returns the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

export const string = { type: 'string' } as const;
export const boolean = { type: 'boolean' } as const;

/** Changes the job as the arguments have it, and says how it stands. */
export function changeJob(
  args: readonly string[],
  change: (job: Job, given: ReadOptions) => Job,
  options: Options = {},
): Promise<number> {
  const given = read(args, options);
  const job = change(given.state.job, given);
  given.state.job = job;
  print(`the job is ${job.status}, its clock at ${job.now}`);
  return Promise.resolve(0);
}
