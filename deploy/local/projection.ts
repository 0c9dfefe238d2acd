/**
 * `npm run projection -- <directory|audit|notifier|all> parked list|show|release|discard …`, `digest` and
 * `rebuild [--check]`: the operator's commands of every projection, each in a process of its app.
 * Exit code: 0 done, 1 refused or different, 2 not understood.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from './parts/project-root.js';
import { home } from './home.js';
import { commandSettings, complaintOf, projectionsIn } from './projection-words.js';
import type { Projection } from './service-processes.js';

const USAGE = `npm run projection -- <directory|audit|notifier|all> parked list|show|release|discard …
npm run projection -- <directory|audit|notifier|all> digest [--json]
npm run projection -- <directory|audit|notifier|all> rebuild [--check] [--json]
what each word of parked does: npm run projection -- directory parked help`;

const [name, command = '', ...words] = process.argv.slice(2);
const projections = projectionsIn(process.argv.slice(2));
if (projections === null) {
  const complaint = complaintOf(process.argv.slice(2));
  process.stderr.write(complaint === null ? `${USAGE}\n` : `${complaint}\n${USAGE}\n`);
  process.exitCode = complaint === null && name !== undefined ? 0 : 2;
} else {
  process.exitCode = command === 'parked' ? await runParked(projections) : await runEach(projections);
}

async function runEach(all: readonly Projection[]): Promise<number> {
  const codes: number[] = [];
  try {
    for (const one of all) {
      if (all.length > 1 && !words.includes('--json')) process.stdout.write(`${one}: `);
      codes.push((await run(one, words, all.length === 1)).code);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    codes.push(2);
  }
  return Math.max(...codes);
}

async function runParked(all: readonly Projection[]): Promise<number> {
  const [verb, target = ''] = words;
  const [first] = all;
  // The words are the same in all, and need no database.
  if (first !== undefined && asksForHelp(words)) return (await start(first, words, process.env)).code;
  const isOfAll = all.length > 1 && (verb === 'show' || verb === 'release' || verb === 'discard');
  if (isOfAll && !target.includes('/')) {
    process.stderr.write('an id is of one projection: name it, or the event as <topic>/<partition>/<offset>\n');
    return 2;
  }
  const codes: number[] = [];
  try {
    const concerned = isOfAll ? await thoseWith(all, target) : all;
    if (concerned.length === 0) throw new Error(`nothing is parked under ${target} in any projection`);
    for (const one of concerned) codes.push((await run(one, words, all.length === 1)).code);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    codes.push(1);
  }
  return Math.max(...codes);
}

function asksForHelp(asked: readonly string[]): boolean {
  return asked.length === 0 || asked[0] === 'help' || asked.includes('--help') || asked.includes('-h');
}

/** The same event may be parked in several projections, and seldom is in all. */
async function thoseWith(all: readonly Projection[], target: string): Promise<readonly Projection[]> {
  const looks = all.map(async (one) => {
    const { code, said } = await run(one, ['list', '--all', '--json'], false, true);
    if (code !== 0) throw new Error(`${one}: what is parked could not be listed`);
    const isThere = said.split('\n').some((line) => {
      if (line === '') return false;
      // A line of `parked list --json`.
      const { topic, partition, offset } = JSON.parse(line) as Readonly<Record<string, unknown>>;
      return `${String(topic)}/${String(partition)}/${String(offset)}` === target;
    });
    return isThere ? [one] : [];
  });
  return (await Promise.all(looks)).flat();
}

async function run(projection: Projection, args: readonly string[], isAlone: boolean, isQuiet = false): Promise<Ended> {
  const runFile = join(home(), 'run.json');
  return start(
    projection,
    args,
    await commandSettings(projection, { env: process.env, runFile, isAlone, command }),
    isQuiet,
  );
}

interface Ended {
  readonly code: number;
  readonly said: string;
}

async function start(
  projection: Projection,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  isQuiet = false,
): Promise<Ended> {
  const entry = join(projectRoot(), 'dist', 'apps', projection, 'src', 'main.js');
  const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', entry, command, ...args], {
    stdio: ['inherit', isQuiet ? 'pipe' : 'inherit', 'inherit'],
    env,
  });
  const [said, [code]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code: code ?? 1, said };
}
