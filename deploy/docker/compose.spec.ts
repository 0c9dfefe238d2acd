import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { APP_DATABASES } from '../local/app-databases.js';
import { roleNames } from '../local/databases.js';
import { projectRoot } from '../local/parts/project-root.js';
import { SETTINGS } from '../../test/documentation/settings-table.js';
import { PROCESS_NAMES, PROCESS_PORTS, type ProcessName, SERVICE_PROCESSES } from '../local/service-processes.js';

interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly stop_grace_period?: string;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

const root = projectRoot();
const file: { services: Record<string, ComposeService> } = parse(
  readFileSync(join(root, 'docker-compose.yml'), 'utf8'),
  { merge: true },
);

describe('docker-compose.yml', () => {
  it.each(PROCESS_NAMES)('runs %s on its documented port', (name) => {
    const { app, entry, port } = SERVICE_PROCESSES[name];
    expect(file.services[name]?.command).toEqual([`dist/apps/${app}/src/${entry}.js`]);
    expect(file.services[name]?.environment?.PORT).toBe(port);
  });

  it.each(PROCESS_NAMES)('shows what is internal of %s to other containers, and to this machine at most', (name) => {
    const internal = PROCESS_PORTS[`${name} internal`];
    const { environment, ports = [], healthcheck } = file.services[name] ?? {};
    expect(environment).toMatchObject({ INTERNAL_HOST: '0.0.0.0', INTERNAL_PORT: internal });
    expect(healthcheck?.test.at(-1)).toContain('process.env.INTERNAL_PORT}/readyz');
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('lets the notifier ask where reasons are told', () => {
    const others = PROCESS_NAMES.filter((name) => name !== 'notifier');
    expect(file.services.notifier?.environment?.WATCH_URLS).toBe(
      others.map((name) => `${name}=http://${name}:${PROCESS_PORTS[`${name} internal`]}`).join(','),
    );
  });

  it.each(PROCESS_NAMES)('gives %s every variable that it cannot do without', (name) => {
    const required = requiredVariables(name);
    expect(required).toContain('DATABASE_URL');
    expect(Object.keys(file.services[name]?.environment ?? {})).toEqual(expect.arrayContaining(required));
  });

  it.each(PROCESS_NAMES)('lets %s reach its database as the roles that npm start uses', (name) => {
    const wanted = Object.keys(SERVICE_PROCESSES[name].databaseUrls);
    const given = Object.keys(file.services[name]?.environment ?? {}).filter((key) => key.endsWith('DATABASE_URL'));
    expect(given.sort()).toEqual(wanted.sort());
  });

  it('closes the server to the roles, which is its own, and gives each of them a password', () => {
    const { OWN_SERVER, ...passwords } = file.services['set-up']?.environment ?? {};
    expect(OWN_SERVER).toBe('true');
    const roles = roleNames(Object.values(APP_DATABASES)).map((role) => `${role.toUpperCase()}_PASSWORD`);
    expect(Object.keys(passwords).filter((name) => name.startsWith('ROLLCALL_'))).toEqual(roles);
  });

  it.each(['directory', 'audit', 'notifier'] as const)(
    'gives the command on what the %s has parked its role',
    (app) => {
      const known = SERVICE_PROCESSES[app];
      const key: string = 'parkedRole' in known ? known.parkedRole : known.databaseUrls.DATABASE_URL;
      const roles: Readonly<Record<string, string>> = APP_DATABASES[app].roles;
      const url = String(file.services.projection?.environment?.[`${app.toUpperCase()}_DATABASE_URL`]);
      expect(url).toMatch(new RegExp(`^postgres://${roles[key]}:.*@.*/${APP_DATABASES[app].name}$`));
      expect(url).toContain(`${roles[key]?.toUpperCase()}_PASSWORD`);
    },
  );

  it('lets the notifier wait as briefly as npm start does, its command too', () => {
    const launcher = readFileSync(join(root, 'deploy/local/launcher.ts'), 'utf8');
    const times = [...launcher.matchAll(/^ {2}(\w+_MS): '(\d+)'/gm)].map(([, name, ms]) => [name, Number(ms)]);
    expect(times).toHaveLength(4);
    for (const service of ['notifier', 'projection']) {
      expect(file.services[service]?.environment).toMatchObject(Object.fromEntries(times));
    }
  });

  it.each(PROCESS_NAMES)('lets %s take requests for a while when it ends, and end before it is killed', (name) => {
    const { environment, stop_grace_period: stop } = file.services[name] ?? {};
    const [, grace = 'none'] = /:-(\d+)\}$/.exec(String(environment?.DRAIN_GRACE_MS)) ?? [];
    const drain = milliseconds(name === 'notifier' ? 'apps/notifier/src/start-notifier.ts' : SERVICE);
    expect(Number(grace)).toBe(5_000);
    expect(Number(grace)).toBeLessThan(drain);
    expect(Number(/^(\d+)s$/.exec(stop ?? '')?.[1]) * 1_000).toBeGreaterThan(drain);
  });

  it.each(PROCESS_NAMES)('counts %s as healthy when all is in order that it is started for', (name) => {
    const asked = file.services[name]?.healthcheck?.test.at(-1) ?? '';
    expect(asked).toContain('/readyz');
    for (const check of SERVICE_PROCESSES[name].checks) expect(asked).toContain(`?of=${check}`);
  });
});

const SERVICE = 'libs/service/src/start-service.ts';

/** What a process gives itself to drain, as its source has it. */
function milliseconds(path: string): number {
  const [, digits = ''] = /DRAIN_DEADLINE_MS = ([\d_]+)/.exec(readFileSync(join(root, path), 'utf8')) ?? [];
  return Number(digits.replaceAll('_', ''));
}

/** The variables that have neither a default nor Type.Optional around them. */
function requiredVariables(name: ProcessName): string[] {
  const { properties, required } = SETTINGS[name];
  return [...(required ?? [])].filter((variable) => !('default' in (properties[variable] ?? {})));
}
