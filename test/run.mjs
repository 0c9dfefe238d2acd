// The whole of `npm test`: installs what is missing, checks, builds, runs every tier, and ends with one line of figures.
// Plain JavaScript for Node >= 20: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { openScratch } from './scratch.mjs';

const root = resolve(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const only = process.argv.slice(2);
// The tiers start the same processes a hundred times.
const compiled = join(root, 'node_modules', '.cache', 'compiled');
const scratch = openScratch();
const results = scratch.folder;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
process.once('exit', () => scratch.remove());
let hint = '';
const tally = { passed: 0, failed: 0, skipped: 0 };

const ESM = '--experimental-vm-modules --disable-warning=ExperimentalWarning --disable-warning=TimeoutNegativeWarning';

// The longest step took eighteen minutes on two busy cores. One that hangs is a failure, not a run without an end.
const STEP_WITHIN_MS = 45 * 60_000;
// What a tier that has written its report may still take to end.
const END_WITHIN_MS = 30_000;

/** Checks count one each; a tier counts its tests. The order: cheap and certain first. */
const CHECKS = [
  // Each of these keeps one core busy.
  [{ name: 'lint', command: ['eslint', '.'] }],
  [
    { name: 'format', command: ['prettier', '--check', '.', '--log-level', 'warn'] },
    { name: 'types', command: ['tsc', '-p', '.'] },
    { name: 'types of the pages', command: ['tsc', '-p', 'apps/console/web'] },
    {
      name: 'boundaries',
      command: ['depcruise', 'apps', 'libs', 'deploy', 'test', '--config', '.dependency-cruiser.cjs'],
    },
    { name: 'build', command: ['nest', 'build'] },
    { name: 'build of the pages', command: ['node', 'apps/console/web/build.mjs'] },
  ],
];
const TIERS = [
  { name: 'unit', tier: true, workers: 2 },
  // A worker more than cores: much of what these do is waiting for a server.
  { name: 'int', tier: true, workers: 3, within: 'with-parts' },
  // Two constellations at once and no more: with a third one two cores are busy all the time, and what waits for a server runs out.
  { name: 'browser', tier: true, workers: 2, isBrowser: true, within: 'with-world' },
  { name: 'e2e', tier: true, workers: 2, within: 'with-world' },
  // On the disk: a commit that waits for nothing is over before it can be cut.
  {
    name: 'faults',
    tier: true,
    workers: 2,
    within: 'with-world',
    files: 'test/faults/(?!killed|neighbours)',
    isOnDisk: true,
  },
  // Alone: of projections that were killed it asks to read 12 s later, of which Kafka's wait for who is gone is 10; and what a
  // process holds and refuses beside a neighbour is not to be another test's doing.
  {
    name: 'faults alone',
    project: 'faults',
    tier: true,
    workers: 1,
    within: 'with-world',
    files: 'test/faults/(killed|neighbours)',
    isOnDisk: true,
  },
];

install();
// The types of the services' APIs, which lint and types read.
runFirst('apps/console/web/generate.mjs');
await Promise.all(CHECKS.map(oneByOne));
await oneByOne(TIERS);
console.log(
  `${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}${hint}`,
);
process.exitCode = tally.failed === 0 ? 0 : 1;

function install() {
  const stamp = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(stamp) && existsSync(join(bin, 'node'))) return;
  console.log('› npm ci');
  const { status } = spawnSync('npm', ['ci'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    console.error('npm ci failed: see its lines above; it needs the npm registry (or a warm npm cache)');
    process.exit(1);
  }
}

function runFirst(script) {
  const { status } = spawnSync(join(bin, 'node'), [join(root, script)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

async function oneByOne(steps) {
  for (const step of steps) {
    if (only.length === 0 || only.includes(step.project ?? step.name)) await run(step);
  }
}

async function run({ name, project = name, command, tier, workers, within, files, isBrowser, isOnDisk }) {
  if (isBrowser && !hasBrowser()) return withoutBrowser();
  const begun = Date.now();
  if (tier) console.log(`\n› ${name}`);
  const report = join(results, `${name}.json`);
  const line = tier
    ? [
        ...(within === undefined ? [] : ['node', `dist/test/support/${within}.js`]),
        'jest',
        '--selectProjects',
        project,
        '--json',
        `--outputFile=${report}`,
        ...(workers === 1 ? ['--runInBand'] : [`--maxWorkers=${workers}`]),
        ...(files === undefined ? [] : ['--testPathPatterns', files]),
      ]
    : command;
  const { code, said } = await execute(
    line,
    tier ? { env: { NODE_OPTIONS: ESM, ...(!isOnDisk && { TMPDIR: scratch.folder }) }, report } : {},
  );
  if (tier) count(name, report, code);
  else if (code === 0) tally.passed += 1;
  else tally.failed += 1;
  // What runs beside another speaks when it has ended.
  if (!tier) console.log(`\n› ${name}\n${said}`.trimEnd());
  console.log(`  ${name}: ${code === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

function hasBrowser() {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return places.some((place) => place && existsSync(place));
}

/** CI demands one; who has none is told how to get it, in the last line. */
function withoutBrowser() {
  const isRequired = process.env.BROWSER_REQUIRED === '1';
  tally[isRequired ? 'failed' : 'skipped'] += 1;
  hint = '; the tier browser needs Chromium: sudo sh test/browser/install.sh, or CHROMIUM=<its path>';
  console.log(`\n› browser\n  browser: ${isRequired ? 'FAILED' : 'skipped'}, there is no Chromium`);
}

function count(name, report, code) {
  if (!existsSync(report)) {
    console.error(`${name}: the runner wrote no report`);
    tally.failed += 1;
    return;
  }
  const figures = JSON.parse(readFileSync(report, 'utf8'));
  tally.passed += figures.numPassedTests;
  tally.failed += figures.numFailedTests + figures.numRuntimeErrorTestSuites;
  tally.skipped += figures.numPendingTests + figures.numTodoTests;
  if (code !== 0 && figures.numFailedTests + figures.numRuntimeErrorTestSuites === 0) tally.failed += 1;
}

/**
 * Runs one of the pinned tools with the pinned Node, whatever the caller's PATH says. One that does not end within the
 * step's time, or soon after its report, is stopped and has failed.
 */
function execute([tool, ...args], { env, report }) {
  return new Promise((done) => {
    const child = spawn(join(bin, tool), args, {
      cwd: root,
      stdio: report === undefined ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NODE_COMPILE_CACHE: compiled, ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk));
    let stopped = false;
    let reported;
    const begun = Date.now();
    const watch = setInterval(() => {
      if (report !== undefined && existsSync(report)) reported ??= Date.now();
      const late = Date.now() - begun > STEP_WITHIN_MS || Date.now() - (reported ?? Infinity) > END_WITHIN_MS;
      if (!late || stopped) return;
      stopped = true;
      console.error(`${tool} did not end: it is stopped, and counts as failed`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS).unref();
    }, 1000);
    const ended = (code) => {
      clearInterval(watch);
      done({ code: stopped ? 1 : code, said });
    };
    child.on('error', (error) => {
      console.error(error.message);
      ended(1);
    });
    child.on('close', (code, signal) => ended(signal === null ? code : 1));
  });
}
