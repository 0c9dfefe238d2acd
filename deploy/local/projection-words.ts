import { nothingRuns } from './nothing-runs.js';
import { readRun } from './run-file.js';
import { PROJECTIONS, type Projection } from './service-processes.js';

const COMMANDS = ['parked', 'digest', 'rebuild'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The first words of the command: which projections, and which of their commands. */
export function projectionsIn(words: readonly string[]): readonly Projection[] | null {
  const [name, command = ''] = words;
  if (!isCommand(command)) return null;
  const found = PROJECTIONS.filter((known) => name === 'all' || name === known);
  return found.length === 0 ? null : found;
}

/** What is wrong with words that name nothing of these; null: they ask for help. */
export function complaintOf(words: readonly string[]): string | null {
  const [name, command] = words;
  if (name === undefined || isHelp(name)) return null;
  const isKnown = name === 'all' || PROJECTIONS.some((known) => known === name);
  if (!isKnown) return `there is no projection "${name}": ${PROJECTIONS.join(', ')}, or all`;
  const commands = COMMANDS.join(', ');
  if (command === undefined) return `what is to be done? ${commands}`;
  if (isHelp(command)) return null;
  return isCommand(command) ? null : `there is no command "${command}": ${commands}`;
}

const isCommand = (word: string): boolean => COMMANDS.some((known) => known === word);

const isHelp = (word: string): boolean => word === 'help' || word === '--help' || word === '-h';

interface Asked {
  readonly env: Environment;
  readonly runFile: string;
  readonly isAlone: boolean;
  readonly command?: string;
}

/**
 * The settings of a projection's command: `<NAME>_DATABASE_URL` of the environment, else what the constellation that runs here
 * has written down, else (for one projection, where nothing runs) `DATABASE_URL`.
 *
 * @throws Error in one line that says what to set
 */
export async function commandSettings(
  name: Projection,
  { env, runFile, isAlone, command = 'parked' }: Asked,
): Promise<Environment> {
  const variable = `${name.toUpperCase()}_DATABASE_URL`;
  if (env[variable]) return { ...env, DATABASE_URL: env[variable] };
  const run = await readRun(runFile);
  // A DATABASE_URL that npm start was given is the server's, not the projection's.
  const isOwnUrl = run === null || env.DATABASE_URL !== run.postgres.url;
  if (isAlone && env.DATABASE_URL && isOwnUrl) return env;
  const found = command === 'parked' ? run?.commands : run?.folds;
  if (found !== undefined) return { ...env, ...new Map(Object.entries(found)).get(name) };
  const alone = isAlone ? ' or DATABASE_URL' : '';
  throw nothingRuns(runFile, `set ${variable}${alone}`);
}
