import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { withDatabase } from '#postgres';
import { v7 as uuid } from 'uuid';
import { freePort } from '../../deploy/local/parts/ports.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { waitUntil } from '../../deploy/local/parts/wait-until.js';
import type { Side } from './write-path.js';

export interface Bare extends Side {
  stop(): void;
}

/** The bare handler in a process of its own, with an empty database of its own on the same server. */
export async function startBare(serverUrl: string): Promise<Bare> {
  const owner = new Client({ connectionString: serverUrl });
  await owner.connect();
  await owner.query('create database bench_bare');
  await owner.end();
  const port = await freePort();
  const script = join(projectRoot(), 'dist', 'test', 'bench', 'bare-handler.js');
  const args = [script, withDatabase(serverUrl, 'bench_bare'), String(port), uuid()];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}/scim/v2`;
  await waitUntil(async () => (await fetch(`${url}/none`)).status === 404, {
    what: 'the bare handler to listen',
    timeout: 10_000,
    hopeless: () => (child.exitCode === null ? undefined : new Error('the bare handler has ended')),
  });
  return { name: 'bare handler', target: { url, token: 'none' }, pid: child.pid ?? 0, stop: () => child.kill() };
}
