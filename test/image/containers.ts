import { chown, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessName } from '../../deploy/local/service-processes.js';
import { eventually } from '../support/eventually.js';
import { RUNTIME } from './build.js';
import { type ComposeService, composeService, healthCommand, locks } from './compose.js';
import type { Servers } from './servers.js';
import { must, run } from './tools.js';

type OneShot = 'kafka-users' | 'set-up' | 'demonstration' | 'projection';

const HEALTHY_WITHIN_MS = 60_000;
// More than any process gives itself to drain.
const STOP_WITHIN_S = 30;

/** What docker-compose.yml runs of ours, run by podman on this machine's network. */
export class Containers {
  readonly #servers: Servers;
  readonly #images: Readonly<Record<'tools' | 'service', string>>;
  readonly #started = new Set<string>();

  constructor(servers: Servers, images: Readonly<Record<'tools' | 'service', string>>) {
    this.#servers = servers;
    this.#images = images;
  }

  /** What `kafka-key` of the compose file does: the broker's key is of the user that the broker runs as, and the tools. */
  async giveKey(): Promise<void> {
    const { tls } = this.#servers;
    await mkdir(`${tls}.kafka`, { mode: 0o755 });
    for (const name of ['ca.pem', 'kafka.pem']) {
      await copyFile(join(tls, name), join(`${tls}.kafka`, name));
      await chown(join(`${tls}.kafka`, name), 1000, 1000);
    }
  }

  async start(name: ProcessName): Promise<void> {
    const service = this.#service(name);
    this.#started.add(name);
    await podman([...this.#run(name, service), '--detach', this.#images.service, ...service.command]);
  }

  /** Runs a one-shot to its end. @throws Error with what it printed, unless it ends with 0 */
  async once(name: OneShot, more: Readonly<Record<string, string>> = {}, words: readonly string[] = []): Promise<void> {
    const service = this.#service(name);
    const command = name === 'projection' ? ['node', 'dist/deploy/local/projection.js'] : service.command;
    const variables = Object.entries(more).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    const args = [...this.#run(name, service), '--rm', ...variables, this.#images.tools, ...command, ...words];
    await podman(args);
  }

  async healthy(name: ProcessName): Promise<void> {
    const command = healthCommand(this.#service(name));
    await eventually(
      `${name} is healthy`,
      async () => (await run('podman', [...RUNTIME, 'exec', containerName(name), ...command])).code === 0,
      { timeout: HEALTHY_WITHIN_MS, every: 500 },
    );
  }

  async locked(name: ProcessName): Promise<void> {
    const inside = `
      const fs = require('node:fs');
      if (process.getuid() !== 1000) throw new Error('runs as ' + process.getuid());
      const status = fs.readFileSync('/proc/self/status', 'utf8');
      for (const set of ['CapEff', 'CapPrm', 'CapBnd']) if (!new RegExp('^' + set + ':\\\\t0+$', 'm').test(status)) throw new Error(set + ' is not empty');
      if (!/^NoNewPrivs:\\t1$/m.test(status)) throw new Error('may gain privileges');
      for (const file of ['/planted', '/rollcall/planted', '/rollcall/dist/planted', '/var/tmp/planted']) {
        try { fs.writeFileSync(file, ''); } catch (error) { if (error.code === 'EROFS') continue; throw error; }
        throw new Error(file + ' could be written');
      }`;
    await podman(['exec', containerName(name), 'node', '-e', inside]);
  }

  /** Of the files of ours only what a process runs. */
  async lean(name: ProcessName): Promise<void> {
    const inside = `
      const files = require('node:fs').readdirSync('/rollcall', { recursive: true });
      const ours = files.filter((file) => !file.startsWith('node_modules/'));
      const left = ours.filter((file) => /[.](map|ts|fixture[.]js|spec[.]js)$|entra-simulator/.test(file));
      const tools = files.filter((file) => /^node_modules[/](typescript|jest|vite|eslint|@swc[/]core|maildev)$/.test(file));
      if (ours.length < 500 || left.length + tools.length > 0) throw new Error([ours.length, ...left, ...tools].slice(0, 9).join(' '));`;
    await podman(['exec', containerName(name), 'node', '-e', inside]);
  }

  async stop(name: ProcessName): Promise<void> {
    await podman(['stop', '--time', String(STOP_WITHIN_S), containerName(name)]);
    const code = (await podman(['inspect', '--format', '{{.State.ExitCode}}', containerName(name)])).trim();
    if (code !== '0') throw new Error(`it ended with ${code}`);
  }

  async remove(): Promise<void> {
    for (const name of this.#started) await run('podman', ['rm', '--force', '--time', '0', containerName(name)]);
  }

  #service(name: string): ComposeService {
    return composeService(name, { ...this.#servers.secrets, DRAIN_GRACE_MS: '500' });
  }

  #run(name: string, service: ComposeService): string[] {
    const hosts = ['scim-api', 'relay', 'directory', 'audit', 'notifier', 'console'];
    // On this machine's network: nothing of it is open to another.
    const variables = { ...service.environment, HOST: '127.0.0.1' };
    return [
      'run',
      '--name',
      containerName(name),
      '--pull',
      'never',
      '--network',
      'host',
      '--ulimit',
      'nofile=1024:4096',
      '--ulimit',
      'nproc=4096:4096',
      '--init=false',
      ...hosts.flatMap((host) => ['--add-host', `${host}:127.0.0.1`]),
      ...locks(service),
      ...(service.volumes ?? []).flatMap((volume) => ['--volume', this.#volume(volume)]),
      ...Object.entries(variables).flatMap(([key, value]) => ['--env', `${key}=${this.#here(value)}`]),
    ];
  }

  #volume(volume: string): string {
    const [from = '', ...rest] = volume.split(':');
    // The volume that Compose makes takes its owner from the image's folder; podman's anonymous ones do so too.
    if (from === 'demonstration') return rest.join(':');
    const { tls } = this.#servers;
    return [from === 'kafka-tls' ? `${tls}.kafka` : from.replace('./.tls', tls), ...rest].join(':');
  }

  /** YAML has made a number of what looks like one. */
  #here(value: string | number): string {
    const places = Object.entries(this.#servers.places);
    return places.reduce((text, [there, here]) => text.replaceAll(there, here), String(value));
  }
}

function podman(args: readonly string[]): Promise<string> {
  return must('podman', [...RUNTIME, ...args]);
}

function containerName(name: string): string {
  return `rollcall-image-test-${name}`;
}
