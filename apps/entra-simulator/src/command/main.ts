import { Refused } from '../source/refused.js';
import { COMMANDS } from './commands.js';
import { helpOf, overview } from './help.js';
import { UsageError } from '../session/usage-error.js';

const [name = 'help', ...rest] = process.argv.slice(2);
// Whoever read the output has left (`… | head -1`): the work goes on, and its exit code still tells how it went.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await run(name, rest);

async function run(command: string, args: readonly string[]): Promise<number> {
  if (command === 'help' || command === '--help' || command === '-h') {
    const [about = ''] = args;
    const isNamed = about !== '' && !about.startsWith('-');
    if (isNamed && COMMANDS[about] === undefined) return unknown(about);
    process.stdout.write(isNamed ? await helpOf(about) : overview());
    return 0;
  }
  const found = COMMANDS[command];
  if (found === undefined) return unknown(command);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(await helpOf(command));
    return 0;
  }
  try {
    return await (await found.load()).run(args);
  } catch (error) {
    return await explain(error, command);
  }
}

function unknown(command: string): number {
  process.stderr.write(`there is no command "${command}"\n\n${overview()}`);
  return 2;
}

/** One that is this program's own fault keeps its stack; all others are said in one line. */
async function explain(error: unknown, command: string): Promise<number> {
  if (!(error instanceof Error)) throw error;
  // Of a word that is not understood Node makes a TypeError, too.
  const isUsage = error instanceof UsageError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (!isUsage && (error instanceof TypeError || error instanceof RangeError)) throw error;
  process.stderr.write(
    isUsage ? `${error.message}\n\n${await helpOf(command)}` : `entra-simulator: ${error.message}\n`,
  );
  return isUsage || error instanceof Refused ? 2 : 1;
}
