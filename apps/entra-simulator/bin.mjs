#!/usr/bin/env node
// `npx entra-simulator`: runs what `npm run build` made, with the pinned Node.
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const main = resolve(root, 'dist/apps/entra-simulator/src/command/main.js');
if (!existsSync(main)) {
  console.error('the simulator is not built yet: run `npm run build` (or `npm start`) once');
  process.exit(2);
}
const pinned = resolve(root, 'node_modules/.bin/node');
const args = ['--disable-warning=ExperimentalWarning', main, ...process.argv.slice(2)];
const child = spawn(existsSync(pinned) ? pinned : process.execPath, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
