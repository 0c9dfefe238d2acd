import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { APP_DATABASES } from '../local/set-up/app-databases.js';
import { roleNames } from '../local/set-up/databases.js';
import { CERTIFIED } from '../local/parts/certificates.js';
import { projectRoot } from '../local/parts/project-root.js';
import { PROCESS_NAMES } from '../local/service-processes.js';

interface ComposeService {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly user?: string;
  readonly ports?: readonly string[];
  readonly network_mode?: string;
  readonly networks?: readonly string[];
  readonly logging?: { readonly driver: string };
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly cpu_shares?: number;
}

const root = projectRoot();
const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const dockerfile = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');
const { services }: { services: Record<string, ComposeService> } = parse(compose, { merge: true });
const SECRET = /PASSWORD|TOKEN$|SECRET/;

describe('the secrets of docker-compose.yml', () => {
  it('have no default, written out or after :-', () => {
    const references = [...compose.matchAll(/\$\{(\w+)(:[-?])/g)].filter(([, name = '']) => SECRET.test(name));
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter(([, , how]) => how !== ':?')).toEqual([]);
    const given = Object.values(services).flatMap(({ environment }) => Object.entries(environment ?? {}));
    const literal = given.filter(([name, value]) => SECRET.test(name) && !String(value).includes(':?'));
    expect(literal).toEqual([]);
    const urls = given.filter(([, value]) => /:\/\/[^/@]*:[^/@]+@/.test(String(value).replaceAll(/\$\{[^}]*\}/g, '')));
    expect(urls).toEqual([]);
  });

  it('are one per role, each used as that role alone', () => {
    const roles = roleNames(Object.values(APP_DATABASES));
    for (const role of roles) {
      expect(services['set-up']?.environment).toHaveProperty(`${role.toUpperCase()}_PASSWORD`);
    }
    const used = [...compose.matchAll(/postgres:\/\/(rollcall_\w+):\$\{(\w+):\?/g)];
    expect(new Set(used.map(([, role]) => role))).toEqual(new Set(roles));
    for (const [, role = '', variable] of used) expect(variable).toBe(`${role.toUpperCase()}_PASSWORD`);
  });

  it('are each of one process alone', () => {
    const owners = new Map<string, Set<string>>();
    for (const name of PROCESS_NAMES) {
      for (const [, secret = ''] of JSON.stringify(services[name]?.environment).matchAll(/\$\{(\w+):\?/g)) {
        owners.set(secret, (owners.get(secret) ?? new Set()).add(name));
      }
    }
    expect(owners.size).toBeGreaterThan(15);
    expect([...owners].filter(([, names]) => names.size > 1)).toEqual([]);
  });
});

describe('the containers', () => {
  it('have no capabilities and gain none', () => {
    for (const [name, service] of Object.entries(services)) {
      expect({ name, drop: service.cap_drop }).toEqual({ name, drop: ['ALL'] });
      expect({ name, opt: service.security_opt }).toEqual({ name, opt: ['no-new-privileges:true'] });
    }
  });

  it('of ours write to volumes and /tmp only, as a numbered user', () => {
    for (const name of [...PROCESS_NAMES, 'kafka-users', 'set-up', 'demonstration', 'projection']) {
      expect({ name, readOnly: services[name]?.read_only }).toEqual({ name, readOnly: true });
      expect({ name, user: services[name]?.user }).toEqual({ name, user: undefined });
    }
    const users = [...dockerfile.matchAll(/^USER (.*)$/gm)].map(([, user]) => user);
    expect(users).toEqual(['1000:1000', '1000:1000']);
  });

  it('open ports on this machine only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('reach whom their settings name, and nobody else', () => {
    const names = Object.keys(services).filter((name) => services[name]?.network_mode !== 'none');
    const networksOf = (name: string) => services[name]?.networks ?? ['default'];
    const named = (name: string): string[] => {
      const text = JSON.stringify(services[name]?.environment ?? {});
      const hosts = [...text.matchAll(/(?:\/\/|@|[:"])([a-z-]+):\d{4}/g)].map(([, host = '']) => host);
      return names.filter((other) => other !== name && hosts.includes(other));
    };
    for (const name of names) {
      const reached = names.filter((other) => networksOf(other).some((network) => networksOf(name).includes(network)));
      expect({ name, reached }).toEqual({ name, reached: expect.arrayContaining(named(name)) });
    }
    const beside = (network: string) => names.filter((name) => networksOf(name).includes(network));
    expect(beside('mails')).toEqual(['mail', 'notifier']);
    expect(beside('database')).toEqual(['postgres', ...names.filter((name) => named(name).includes('postgres'))]);
    expect(beside('events')).toEqual(['kafka', ...names.filter((name) => named(name).includes('kafka'))]);
    expect(beside('services')).toEqual([...PROCESS_NAMES, 'demonstration']);
  });

  it('may take so much memory, so many processes and such a share of the processor, as deploy/README.md says', () => {
    const documented = readFileSync(join(root, 'deploy/README.md'), 'utf8');
    for (const [name, { mem_limit: memory, pids_limit: processes, cpu_shares: shares }] of Object.entries(services)) {
      const bounds = { name, memory, processes, shares };
      expect(bounds).toEqual({
        name,
        memory: expect.stringMatching(/^\d+[mg]$/),
        processes: expect.any(Number),
        shares: expect.any(Number),
      });
      const kind = PROCESS_NAMES.some((one) => one === name) ? 'each of the six processes' : `\`${name}\``;
      const row = documented.split('\n').find((line) => line.startsWith('| ') && line.split('|')[1]?.includes(kind));
      expect(row).toContain(`| ${memory} | ${processes} | ${shares} |`);
    }
  });

  it('keep as much of their lines as Docker turns over', () => {
    for (const [name, { logging }] of Object.entries(services)) {
      expect({ name, driver: logging?.driver }).toEqual({ name, driver: 'local' });
    }
  });

  it('stand on one base, named by its digest', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=\S+@sha256:[0-9a-f]{64}$/m);
    expect(new Set([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base))).toEqual(
      new Set(['${NODE_IMAGE}']),
    );
  });

  it('of the processes have the packages of production, what was built, and no source or test of ours', () => {
    const stage = (name: string) =>
      dockerfile.split(/^(?=FROM )/m).find((text) => text.split('\n')[0]?.endsWith(name)) ?? '';
    expect(stage(' AS packages')).toMatch(/^RUN .* npm ci --omit=dev --omit=optional --ignore-scripts /m);
    expect(stage(' AS packages')).toContain(
      `RUN rm -r dist/apps/entra-simulator && find dist '(' -name '*.fixture.js' -o -name '*.map' ')' -delete\n`,
    );
    const copied = [...stage(' AS service').matchAll(/^(?:COPY|ADD) (.*)$/gm)].map(([, what]) => what);
    expect(copied).toEqual([
      '--from=packages /rollcall/node_modules node_modules',
      '--from=packages /rollcall/package.json ./',
      '--from=packages /rollcall/dist dist',
    ]);
  });

  it('take nothing of the history in', () => {
    expect(readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')).toContain('.git');
  });

  it.each(['.gitignore', '.dockerignore'])('and %s leaves .env and .tls out', (file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    expect(lines.map((line) => line.replace(/\/$/, ''))).toEqual(expect.arrayContaining(['.env*', '.tls']));
  });
});

describe('make-env', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-env-'));
    copyFileSync(join(root, 'docker-compose.yml'), join(folder, 'docker-compose.yml'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const make = () => spawnSync(process.execPath, [join(root, 'deploy/docker/make-env.mjs'), folder]).stdout.toString();
  const entries = () =>
    readFileSync(join(folder, '.env'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('=') as [string, string]);

  it('gives each secret a value of its own, for its owner alone to read', () => {
    make();
    const demanded = new Set([...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
    expect(new Set(entries().map(([name]) => name))).toEqual(demanded);
    expect(new Set(entries().map(([, value]) => value)).size).toBe(demanded.size);
    for (const [, value] of entries()) expect(value).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
  });

  it('makes certificates of one CA that is used up, a key for its owner alone to read', () => {
    make();
    const read = (name: string) => readFileSync(join(folder, '.tls', name), 'utf8');
    const authority = new X509Certificate(read('ca.pem'));
    for (const [name, subject] of Object.entries(CERTIFIED)) {
      const [, key = '', pem = ''] =
        /^(-{5}BEGIN PRIVATE[^]+?)(-{5}BEGIN CERT[^]+?-{5}END CERT\S+ *\S*)/.exec(read(`${name}.pem`)) ?? [];
      const own = new X509Certificate(pem);
      expect(own.subject).toBe(`CN=${subject}`);
      expect([own.verify(authority.publicKey), own.checkIssued(authority), own.ca, authority.ca]).toEqual([
        true,
        true,
        false,
        true,
      ]);
      expect(own.checkPrivateKey(createPrivateKey(key))).toBe(true);
      expect([own.checkHost(name), own.checkHost('localhost'), own.checkIP('127.0.0.1')]).not.toContain(undefined);
      expect(statSync(join(folder, '.tls', `${name}.pem`)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(folder, '.tls/ca.pem')).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, '.tls')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, '.tls')).sort()).toEqual(['ca.pem', 'kafka.pem', 'postgres.pem']);
  });

  it('keeps certificates that are good for a while, and makes all anew when one is not', () => {
    make();
    const files = ['ca.pem', 'kafka.pem', 'postgres.pem'].map((name) => join(folder, '.tls', name));
    const read = () => files.map((file) => readFileSync(file, 'utf8'));
    const before = read();
    expect(make()).toContain('are good for a while');
    expect(read()).toEqual(before);
    writeFileSync(join(folder, '.tls/postgres.pem'), before[1] ?? '');
    expect(make()).toContain('certificates made');
    for (const [index, text] of read().entries()) expect(text).not.toBe(before[index]);
    const soon =
      'import(process.argv[1]).then(({ ensureCertificates }) => console.log(ensureCertificates(process.argv[2], { kafka: { subject: "rollcall-broker", hosts: ["kafka"] } }, new Date(Date.now() + Number(process.argv[3]) * 864e5))))';
    const inDays = (days: number) =>
      spawnSync(process.execPath, [
        '-e',
        soon,
        join(root, 'deploy/docker/certificates.mjs'),
        join(folder, '.tls'),
        String(days),
      ])
        .stdout.toString()
        .trim();
    expect([inDays(270), inDays(280)]).toEqual(['false', 'true']);
  });

  it('keeps what is there, adds what is missing, and prints no value', () => {
    writeFileSync(join(folder, '.env'), 'OPERATOR_TOKEN=mine\nLOG_LEVEL=debug', { mode: 0o644 });
    writeFileSync(join(folder, '.env.new'), 'of a run that was cut off', { mode: 0o644 });
    const said = make();
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(Object.fromEntries(entries())).toMatchObject({ OPERATOR_TOKEN: 'mine', LOG_LEVEL: 'debug' });
    for (const [, value] of entries().slice(2)) expect(said).not.toContain(value);
    const before = readFileSync(join(folder, '.env'), 'utf8');
    make();
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(before);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
  });
});
