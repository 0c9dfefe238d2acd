import { parseArgs, type ParseArgsConfig } from 'node:util';

type Given<Config extends ParseArgsConfig> = ReturnType<typeof parseArgs<Config>>;

/**
 * What a command of ours was given. Whoever asks for help gets `usage`, and whoever gives what it does not take is told so in a
 * line before it: nothing is started for either, and the process ends with 0 or 2.
 */
export function readCommandLine<const Config extends ParseArgsConfig>(usage: string, config: Config): Given<Config> {
  const args = config.args ?? process.argv.slice(2);
  if (args.some((word) => word === 'help' || word === '--help' || word === '-h')) return end(0, usage);
  try {
    return parseArgs(config);
  } catch (error) {
    return end(2, `${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function end(code: number, text: string): never {
  (code === 0 ? process.stdout : process.stderr).write(text);
  process.exit(code);
}
