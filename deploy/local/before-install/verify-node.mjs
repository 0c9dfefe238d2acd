// Run by npm after every install (`postinstall`): the pinned Node is the one whose hash the lock file has.
// The package `node` fetches its program by an install script of its own, past the lock. The same program stands in the
// lock as `node-<platform>-<arch>`, whose hash npm has checked, so the two are compared byte by byte (by SHA-256).
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * @param {string} modules the folder `node_modules`
 * @param {{ platform?: string, arch?: string }} [host]
 * @returns {string | null} what is wrong, in one sentence; null when nothing is, or when there is nothing to compare
 */
export function nodeFinding(modules, { platform = process.platform, arch = process.arch } = {}) {
  const os = platform === 'win32' ? 'win' : platform;
  const program = platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const [used, locked] = [join(modules, 'node', program), join(modules, `node-${os}-${arch}`, program)];
  // Production installs have neither; for a platform without a package in the lock there is nothing to hold against it.
  if (!existsSync(used) || !existsSync(locked)) return null;
  if (hash(used) === hash(locked)) return null;
  return `${used} is not the program that package-lock.json has: delete node_modules and run npm ci; if it stays so, trust neither network nor registry`;
}

function hash(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

if (process.argv[1] === import.meta.filename) {
  const finding = nodeFinding(resolve(process.argv[2] ?? join(import.meta.dirname, '..', '..', '..', 'node_modules')));
  if (finding !== null) {
    console.error(finding);
    process.exitCode = 1;
  }
}
