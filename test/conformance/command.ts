import { writeFile } from 'node:fs/promises';
import { accessToken, NoToken, type Granted } from './access-token.js';
import { CHECKS } from './checks.js';
import type { Report } from './check.js';
import { BadUsage, readOptions, USAGE, type Options } from './options.js';
import { toHtml } from './outputs/html.js';
import { toJson } from './outputs/json.js';
import { toJunit } from './outputs/junit.js';
import { progressLine, summary } from './outputs/terminal.js';
import { runChecks, TokenRefused, Unreachable } from './run.js';
import { hasFallenShort } from './tally.js';

/** The part of a process that the command needs. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  once(signal: NodeJS.Signals, handle: () => void): unknown;
  off(signal: NodeJS.Signals, handle: () => void): unknown;
}

const FORMATS = { json: toJson, junit: toJunit, html: toHtml } as const;

/** Returns the exit code. */
export async function conformance(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const options = readOptions(args, terminal.env);
    if (options === undefined) {
      terminal.stdout.write(USAGE);
      return 0;
    }
    const report = await run(options, terminal);
    await writeFiles(report, options);
    terminal.stdout.write(summary(report));
    return hasFallenShort(report) ? 1 : 0;
  } catch (error) {
    const words = wordsFor(error);
    if (words === undefined) throw error;
    terminal.stderr.write(words);
    return 2;
  }
}

function wordsFor(error: unknown): string | undefined {
  if (error instanceof BadUsage) return `${error.message}\n\n${USAGE}`;
  if (error instanceof Unreachable) return `the target does not answer: ${error.message}\n`;
  if (error instanceof TokenRefused)
    return `the target refuses this token, nothing was checked: ${error.message}; set SCIM_TOKEN (or --token) to one that it takes\n`;
  if (error instanceof NoToken) return `the token endpoint gives no token, nothing was checked: ${error.message}\n`;
  return undefined;
}

/** Ctrl-C ends the checks, not the removal of what they made; a second one ends the process as usual. */
async function run(options: Options, terminal: Terminal): Promise<Report> {
  const interrupted = new AbortController();
  const interrupt = (): void => {
    terminal.stderr.write('\ninterrupted: removing what was made\n');
    interrupted.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) terminal.once(signal, interrupt);
  const checks = CHECKS.filter(
    ({ id }) => options.only.length === 0 || options.only.some((start) => id.startsWith(start)),
  );
  if (checks.length === 0) throw new BadUsage(`--only: no check begins with ${options.only.join(' or ')}`);
  try {
    return await runChecks(checks, {
      ...options,
      ...(await bearerOf(options)),
      signal: interrupted.signal,
      onResult: (result, done, total) => terminal.stderr.write(progressLine(result, { done, total }, terminal.stderr)),
    });
  } finally {
    for (const signal of signals) terminal.off(signal, interrupt);
  }
}

async function bearerOf({ credential, requestTimeout }: Options): Promise<{ token: string; granted?: Granted }> {
  if ('token' in credential) return credential;
  const granted = await accessToken(credential.client, requestTimeout);
  return { token: granted.token, granted };
}

async function writeFiles(report: Report, { files }: Options): Promise<void> {
  for (const format of ['json', 'junit', 'html'] as const) {
    const file = files[format];
    if (file !== undefined) await writeFile(file, FORMATS[format](report));
  }
}
