import { commands } from './commands.js';
import { helpOf, overview } from './help.js';
import { UsageError } from './usage-error.js';

const [name = 'help', ...rest] = process.argv.slice(2);
process.exitCode = await run(name, rest);

async function run(command: string, args: readonly string[]): Promise<number> {
  if (command === 'help' || command === '--help' || command === '-h') {
    process.stdout.write(args[0] === undefined ? overview() : helpOf(args[0]));
    return 0;
  }
  const found = commands[command];
  if (found === undefined) {
    process.stderr.write(`there is no command "${command}"\n\n${overview()}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(helpOf(command));
    return 0;
  }
  try {
    return await found(args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isUsage = error instanceof UsageError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    if (!isUsage) throw error;
    process.stderr.write(`${error.message}\n\n${helpOf(command)}`);
    return 2;
  }
}
