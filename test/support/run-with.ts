import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs the command with these variables beside its own. @returns what it exits with */
export async function runWith(
  env: Readonly<Record<string, string>>,
  [command, ...args]: readonly string[],
): Promise<number> {
  if (command === undefined) throw new Error('name the command to run');
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  // The terminal sends Ctrl-C to the child too; it decides when it has ended, and then the parts are stopped.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
