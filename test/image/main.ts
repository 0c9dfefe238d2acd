/**
 * `npm run test:image`: builds both targets of deploy/docker/Dockerfile with buildah, and runs with podman what
 * docker-compose.yml runs of ours, with its settings, its locks and its health checks, beside a PostgreSQL, a Kafka and a
 * mail inbox of this machine, which have the settings and the certificates that it gives its own. Needs root, buildah, podman and runc (else it is skipped, aloud), and for a base of its own
 * mmdebstrap. Ends with `N passed, N failed`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePorts } from '../../deploy/local/parts/ports.js';
import { PROCESS_NAMES, PROCESS_PORTS } from '../../deploy/local/service-processes.js';
import { baseImage, build } from './build.js';
import { Checks } from './checks.js';
import { Containers } from './containers.js';
import { showsItsPages } from './pages.js';
import { startServers } from './servers.js';
import { missingTools } from './tools.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const missing = missingTools();
if (missing.length > 0) {
  say(`skipped: not installed here: ${missing.join(', ')} (of the same names in Debian)`);
  say('0 passed, 0 failed, 1 skipped');
} else {
  process.exitCode = (await testImage()) ? 0 : 1;
}

async function testImage(): Promise<boolean> {
  const scratch = await mkdtemp(join(tmpdir(), 'rollcall-image-'));
  const checks = new Checks(say);
  try {
    await checks.see('the ports of the compose file are free', portsAreFree);
    if (checks.failed > 0) return false;
    const base = await baseImage(say, scratch);
    const tools = await checks.see('the image of the one-shots is built', () => build('tools', { base, scratch }));
    const service = await checks.see('the image of the processes is built', () => build('service', { base, scratch }));
    if (tools === undefined || service === undefined) return false;
    const servers = await startServers(scratch);
    const containers = new Containers(servers, { tools, service });
    try {
      await runAll(containers, checks);
    } finally {
      await containers.remove();
      await servers.stop();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
    say(checks.sum);
  }
  return checks.failed === 0;
}

/** The containers are on this machine's network: what listens there already would be asked in their place. */
async function portsAreFree(): Promise<void> {
  const { moved } = await choosePorts(PROCESS_PORTS);
  if (moved.length > 0) throw new Error(`stop what listens on ${moved.map(({ wanted }) => wanted).join(', ')}`);
}

async function runAll(containers: Containers, checks: Checks): Promise<void> {
  await containers.giveKey();
  await checks.see('Kafka’s users are made, with their rights', () => containers.once('kafka-users'));
  await checks.see('set-up ends well, and a second time', async () => {
    await containers.once('set-up');
    await containers.once('set-up');
  });
  for (const name of PROCESS_NAMES) await containers.start(name);
  for (const name of PROCESS_NAMES) {
    await checks.see(`${name} is healthy by its own check`, () => containers.healthy(name));
    await checks.see(`${name} runs as user 1000 and cannot write its file system`, () => containers.locked(name));
  }
  await checks.see('the image has what a process runs, and no more of ours', () => containers.lean('console'));
  await checks.see('the console shows its pages', () => showsItsPages(`http://127.0.0.1:${PROCESS_PORTS.console}/`));
  await checks.see('the demonstration provisions 20 people', () => containers.once('demonstration', { PEOPLE: '20' }));
  await checks.see('the operator’s command lists nothing parked', () =>
    containers.once('projection', {}, ['all', 'parked', 'list']),
  );
  for (const name of PROCESS_NAMES) {
    await checks.see(`${name} ends with 0 on SIGTERM`, () => containers.stop(name));
  }
}
