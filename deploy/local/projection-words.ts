import { readFile } from 'node:fs/promises';
import type { RunDescription } from './run-file.js';

export const PROJECTIONS = ['directory', 'audit', 'notifier'] as const;
export type Projection = (typeof PROJECTIONS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/** The first words of the command: which projections, and which of their commands. */
export function projectionsIn(words: readonly string[]): readonly Projection[] | null {
  const [name, command] = words;
  if (command !== 'parked') return null;
  if (name === 'all') return PROJECTIONS;
  return PROJECTIONS.filter((known) => known === name).length === 1
    ? PROJECTIONS.filter((known) => known === name)
    : null;
}

/**
 * The settings of a projection's command: `<NAME>_DATABASE_URL` of the environment, else what the constellation that runs here
 * has written down, else (for one projection, where nothing runs) `DATABASE_URL`.
 *
 * @throws Error in one line that says what to set
 */
export async function commandSettings(
  name: Projection,
  { env, runFile, isAlone }: { readonly env: Environment; readonly runFile: string; readonly isAlone: boolean },
): Promise<Environment> {
  const variable = `${name.toUpperCase()}_DATABASE_URL`;
  if (env[variable]) return { ...env, DATABASE_URL: env[variable] };
  const run = await readRun(runFile);
  // A DATABASE_URL that npm start was given is the server's, not the projection's.
  const isOwnUrl = run === null || env.DATABASE_URL !== run.postgres.url;
  if (isAlone && env.DATABASE_URL && isOwnUrl) return env;
  if (run?.commands !== undefined) return { ...env, ...run.commands[name] };
  const alone = isAlone ? ' or DATABASE_URL' : '';
  throw new Error(`nothing runs here (no .rollcall/run.json): npm start, or set ${variable}${alone}`);
}

async function readRun(file: string): Promise<RunDescription | null> {
  try {
    // Written by the launcher alone, in a folder of our own.
    const run = JSON.parse(await readFile(file, 'utf8')) as RunDescription;
    return run;
  } catch {
    return null;
  }
}
