import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What must be on the PATH, or the test is skipped, aloud. Debian's packages have these names. */
export const TOOLS = ['buildah', 'podman', 'runc'] as const;

export function missingTools(): string[] {
  return TOOLS.filter((tool) => spawnSync(tool, ['--version']).status !== 0);
}

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a command to its end; what it prints is kept, the last 64 KiB of it. */
export async function run(command: string, args: readonly string[], cwd?: string): Promise<Ran> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) });
  let output = '';
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-65_536));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.on('close', (ended) => resolve(ended ?? 1));
  });
  return { code, output };
}

/** @throws Error with the end of what the command printed, when it fails */
export async function must(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const { code, output } = await run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with ${code}: ${output.slice(-2_000)}`);
  return output;
}

/**
 * For commands inside a build: this machine's way to its npm registry, where it has one of its own. Never in a layer, and
 * so by npm's file and not by NODE_EXTRA_CA_CERTS, which would have to stand in the image.
 */
export function registryMounts(scratch: string): string[] {
  const known = join(homedir(), '.npmrc');
  const authorities = process.env.NODE_EXTRA_CA_CERTS ?? '';
  const own = existsSync(known) ? `${readFileSync(known, 'utf8')}\n` : '';
  const npmrc = join(scratch, 'npmrc');
  if (!existsSync(authorities)) return own === '' ? [] : ['--volume', `${known}:/root/.npmrc:ro`];
  writeFileSync(npmrc, `${own}cafile=${AUTHORITIES}\n`, { mode: 0o600 });
  return ['--volume', `${npmrc}:/root/.npmrc:ro`, '--volume', `${authorities}:${AUTHORITIES}:ro`];
}

const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';
