import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../../deploy/local/parts/ports.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { waitUntil } from '../../deploy/local/parts/wait-until.js';
import type { Target } from './generator.js';

export interface Bare {
  readonly target: Target;
  stop(): void;
}

/** The bare handler in a process of its own, on the same database as its owner, for a tenant that nobody else uses. */
export async function startBare(databaseUrl: string, tenantId: string): Promise<Bare> {
  const port = await freePort();
  const script = join(projectRoot(), 'dist', 'test', 'bench', 'bare-handler.js');
  const child: ChildProcess = spawn(process.execPath, [script, databaseUrl, String(port), tenantId], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}/scim/v2`;
  await waitUntil(async () => (await fetch(`${url}/none`)).status === 404, {
    what: 'the bare handler to listen',
    timeout: 10_000,
    hopeless: () => (child.exitCode === null ? undefined : new Error('the bare handler has ended')),
  });
  return { target: { url, token: 'none' }, stop: () => child.kill() };
}
