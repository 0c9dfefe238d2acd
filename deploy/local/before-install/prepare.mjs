// Brings node_modules and dist up to date, each only when it is not.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Node that package-lock.json pins; everything but the launcher's first steps runs on it. */
export function pinnedNode(root) {
  return join(root, 'node_modules', '.bin', 'node');
}

/** `npm ci` when what is installed is not what the lock names. */
export async function install(root, say) {
  if (isInstalled(root)) return;
  say('installing packages (npm ci)');
  await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { root, what: 'npm ci' });
  if (!existsSync(pinnedNode(root))) {
    throw new Error(
      'npm ci installed no Node: allow install scripts (npm config set ignore-scripts false), start again',
    );
  }
}

/** `npm run build` when a source, the lock or a build setting differs from what dist was built from. */
export async function build(root, say) {
  const stamp = join(root, 'dist', '.built-from');
  const now = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  say('building');
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  await run(pinnedNode(root), [nest, 'build'], { root, what: 'the build' });
  const pages = join(root, 'apps', 'console', 'web', 'build.mjs');
  await run(pinnedNode(root), [pages], { root, what: 'the build of the pages' });
  writeFileSync(stamp, now);
}

/**
 * Compares the lock with the copy of it that npm leaves in node_modules when it is done; npm ci removes node_modules
 * first, so half an installation has no copy. By content, not by time: a checkout touches the lock without a change.
 */
function isInstalled(root) {
  const done = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(done) || !existsSync(pinnedNode(root))) return false;
  const installed = packages(done);
  return Object.entries(packages(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    // Optional packages of other platforms are in the lock and not on the disk.
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return { broken: { version: 'unreadable' } };
  }
}

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json', 'tsconfig.json', 'nest-cli.json', '.swcrc']) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  for (const folder of ['apps', 'libs', 'deploy', 'test']) {
    for (const file of sources(root, folder)) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

// Types that the build of the pages makes of the APIs' documents are no source.
const IGNORED = new Set(['node_modules', 'generated']);

function sources(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : sources(root, path);
      return /\.(ts|tsx|json|hbs|css|html|svg|mjs)$/.test(entry.name) ? [path] : [];
    });
}

let running;

/** Passes a signal on to the step that runs at this moment. */
export function interrupt(signal) {
  running?.kill(signal);
}

/** Quiet when it succeeds; when it fails, its last lines are the reason. */
function run(command, args, { root, what }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    running = child;
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.once('error', (error) => reject(new Error(`${what} could not be run: ${error.message}`)));
    child.once('close', (code) => {
      running = undefined;
      if (code === 0) resolve();
      else reject(new Error(`${what} failed:\n${said.trim().split('\n').slice(-15).join('\n')}`));
    });
  });
}
