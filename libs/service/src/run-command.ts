import { reasonOf } from './run-process.js';

/**
 * The whole of a command that an operator runs: what goes wrong is told on stderr without a stack, and is exit code 2, so
 * that 1 is left for what the command found. A fault of the program's own keeps its stack.
 */
export async function runCommand(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isOwnFault(error)) throw error;
    process.stderr.write(`${name}: ${wordsOf(error)}\n`);
    process.exitCode = 2;
  }
}

/**
 * The same of one that takes no words: it does nothing where somebody gives it one, and `--help` says what it would do.
 *
 * @param help as `--help` shows it
 */
export function runWordless(name: string, help: string, work: () => Promise<void>): Promise<void> {
  const [word] = process.argv.slice(2);
  return runCommand(name, async () => {
    if (word === undefined) return work();
    if (!isHelp(word)) throw new Error(`it takes no words, and was given "${word}"\n${help}`);
    process.stdout.write(`${help}\n`);
  });
}

/** Of the first word of a command. */
export function isHelp(word: string): boolean {
  return word === 'help' || word === '--help' || word === '-h';
}

/** What was written in several lines, one for each thing to put right, stays so. */
function wordsOf(error: unknown): string {
  return error instanceof Error && error.message.includes('\n') ? error.message : reasonOf(error);
}

/** Node's own errors, of arguments for example, are TypeErrors with a code. */
function isOwnFault(error: unknown): boolean {
  return (error instanceof TypeError || error instanceof RangeError) && !('code' in error);
}
