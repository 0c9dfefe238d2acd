import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, copyFileSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { APP_DATABASES } from '../local/set-up/app-databases.js';
import { roleNames } from '../local/set-up/databases.js';
import { kafkaSettings } from '#kafka';
import { readConfig } from '#service';
import { brokerSettings, composeService, postgresSettings, readEnvFile } from '../../test/image/compose.js';
import { CERTIFIED } from '../local/parts/certificates.js';
import { KAFKA_USERS, OPERATOR } from '../local/set-up/kafka-users.js';
import { serverProperties } from '../local/parts/kafka-settings.js';
import { projectRoot } from '../local/parts/project-root.js';
import { FRUGAL, OWN_FLAGS } from '../local/constellation.js';
import { ALLOCATOR } from '../local/service-process.js';
import { kafkaVariables } from './passwords.js';
import { SETTINGS } from '../../test/documentation/settings-table.js';
import {
  PROCESS_NAMES,
  PROCESS_PORTS,
  PROJECTIONS,
  type ProcessName,
  SERVICE_PROCESSES,
} from '../local/service-processes.js';

interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly stop_grace_period?: string;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
}

const root = projectRoot();
const file: { services: Record<string, ComposeService> } = parse(
  readFileSync(join(root, 'docker-compose.yml'), 'utf8'),
  { merge: true },
);

describe('the image', () => {
  it('has all that npm run build makes, the pages of the console too', () => {
    const text = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    expect([scripts.build, scripts['build:web']]).toEqual([
      'nest build && npm run build:web',
      'node apps/console/web/build.mjs',
    ]);
    const [, built = ''] = /^RUN (.*nest\.js build\b.*)$/m.exec(text) ?? [];
    expect(built.split(' && ')).toContain(scripts['build:web']);
  });

  it('gives a process the memory that npm start gives it', () => {
    const text = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');
    const service = text.slice(text.indexOf(' AS service'));
    const given = [...service.matchAll(/\b([A-Z_]+)=(?:"([^"]*)"|([^\s"]+))/g)];
    expect(Object.fromEntries(given.map(([, name, quoted, plain]) => [name, quoted ?? plain]))).toMatchObject({
      NODE_OPTIONS: FRUGAL.join(' '),
      ...ALLOCATOR,
    });
  });
});

describe('docker-compose.yml', () => {
  it.each(PROCESS_NAMES)('runs %s on its documented port', (name) => {
    const { app, entry, port } = SERVICE_PROCESSES[name];
    expect(file.services[name]?.command).toEqual([...(OWN_FLAGS[name] ?? []), `dist/apps/${app}/src/${entry}.js`]);
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

  it('lets the notifier ask the directory who reports to whom', () => {
    const port = PROCESS_PORTS.directory;
    expect(file.services.notifier?.environment?.DIRECTORY_URL).toBe(`http://directory:${port}`);
  });

  it('lets scim-api ask the projections what they have of a tenant', () => {
    expect(file.services['scim-api']?.environment?.PROJECTION_URLS).toBe(
      PROJECTIONS.map((name) => `${name}=http://${name}:${PROCESS_PORTS[`${name} internal`]}`).join(','),
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
      expect(url).toMatch(new RegExp(`^postgres://${roles[key]}:.*@.*/${APP_DATABASES[app].name}\\?`));
      expect(url).toContain(`${roles[key]?.toUpperCase()}_PASSWORD`);
    },
  );

  it('lets the notifier wait as briefly as npm start does, its command too', () => {
    const launcher = readFileSync(join(root, 'deploy/local/launcher.ts'), 'utf8');
    const times = [...launcher.matchAll(/^ {2}(\w+_MS): '(\d+)'/gm)].map(
      ([, name, ms]) => [name ?? '', Number(ms)] as const,
    );
    expect(times).toHaveLength(4);
    for (const service of ['notifier', 'projection']) {
      expect(file.services[service]?.environment).toMatchObject(Object.fromEntries(times));
    }
  });

  it.each(PROCESS_NAMES)('lets %s take requests for a while when it ends, and end before it is killed', (name) => {
    const { environment, stop_grace_period: stop } = file.services[name] ?? {};
    const [, grace = 'none'] = /:-(\d+)\}$/.exec(String(environment?.DRAIN_GRACE_MS)) ?? [];
    const drain = milliseconds(name === 'notifier' ? 'apps/notifier/src/mailing.ts' : SERVICE);
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

describe('docker-compose.yml after make-env', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-compose-'));
  let variables: Record<string, string>;

  beforeAll(() => {
    copyFileSync(join(root, 'docker-compose.yml'), join(folder, 'docker-compose.yml'));
    spawnSync(process.execPath, [join(root, 'deploy/docker/make-env.mjs'), folder]);
    variables = readEnvFile(join(folder, '.env'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** With the CA where it is here. */
  const environmentOf = (name: string): Record<string, string> => {
    const given = Object.entries(composeService(name, variables).environment);
    return Object.fromEntries(
      given.map(([key, value]) => [key, String(value).replaceAll('/etc/rollcall/', `${folder}/.tls/`)]),
    );
  };

  it.each(PROCESS_NAMES)('gives %s settings that it takes', (name) => {
    expect(() => readConfig(SETTINGS[name], environmentOf(name))).not.toThrow();
  });

  it.each(PROCESS_NAMES.filter((name) => name !== 'scim-api'))('makes %s a user of Kafka, by TLS and SCRAM', (name) => {
    const { ssl, sasl } = kafkaSettings(environmentOf(name));
    const password = variables[kafkaVariables([KAFKA_USERS[name]])[KAFKA_USERS[name]] ?? ''];
    expect(sasl).toEqual({ mechanism: 'scram-sha-512', username: KAFKA_USERS[name], password });
    expect(ssl).toEqual({ ca: [expect.stringContaining('BEGIN CERTIFICATE')] });
  });

  it('tells scim-api nothing of Kafka', () => {
    expect(Object.keys(environmentOf('scim-api')).filter((key) => key.startsWith('KAFKA_'))).toEqual([]);
  });

  it('gives each user of the table its password, and the operator’s to who makes them', () => {
    const passwords = Object.keys(environmentOf('kafka-users')).filter((key) => key.endsWith('_PASSWORD'));
    expect(passwords.sort()).toEqual(Object.values(kafkaVariables([OPERATOR, ...Object.values(KAFKA_USERS)])).sort());
    expect(environmentOf('set-up').KAFKA_SASL_USERNAME).toBe(KAFKA_USERS['set-up']);
  });

  it('verifies PostgreSQL in full, by a CA that is there', () => {
    const urls = Object.keys(file.services).flatMap((name) =>
      name === 'kafka' || name === 'mail' || name === 'kafka-key'
        ? []
        : Object.values(environmentOf(name)).filter((value) => value.startsWith('postgres://')),
    );
    expect(urls.length).toBeGreaterThan(9);
    const expected = `?sslmode=verify-full&sslrootcert=${folder}/.tls/ca.pem`;
    expect(urls.filter((url) => new URL(url).search !== expected)).toEqual([]);
  });

  it('mounts files that are there, and each CA that a setting names', () => {
    for (const [name, { volumes = [], environment = {} }] of Object.entries(file.services)) {
      for (const volume of volumes.filter((one) => one.startsWith('./'))) {
        const [path = ''] = volume.split(':');
        expect({ name, path, isThere: existsSync(join(path.startsWith('./.tls') ? folder : root, path)) }).toEqual({
          name,
          path,
          isThere: true,
        });
      }
      const wants = Object.values(environment).some((value) => String(value).includes('/etc/rollcall/ca.pem'));
      if (wants) expect({ name, volumes }).toEqual({ name, volumes: ['./.tls/ca.pem:/etc/rollcall/ca.pem:ro'] });
    }
  });

  it('locks Kafka as npm start -- --secure does', () => {
    const place = { dir: '', port: 9092, controllerPort: 9093 };
    const security = { ca: '/run/tls/ca.pem', bundle: '/run/tls/kafka.pem', operator: OPERATOR, passwords: {} };
    const [open, locked] = [
      propertiesIn(serverProperties(place)),
      propertiesIn(serverProperties({ ...place, security })),
    ];
    const own = Object.entries(locked).filter(([name, value]) => open[name] !== value);
    expect(own.length).toBeGreaterThan(9);
    // Its clients come by two listeners, from containers and from this machine.
    const expected = own.flatMap(([name, value]): [string, string][] => [
      [name.replace('.clients.', '.inside.'), value.replace('CLIENTS:SASL_SSL', 'INSIDE:SASL_SSL')],
      [name.replace('.clients.', '.outside.'), value.replace('CLIENTS:SASL_SSL', 'INSIDE:SASL_SSL')],
    ]);
    const map = 'listener.security.protocol.map';
    const given = brokerSettings(composeService('kafka', variables));
    expect(given).toMatchObject({ ...Object.fromEntries(expected), [map]: expect.any(String) });
    expect(given[map]?.split(',').sort()).toEqual(['CONTROLLER:SSL', 'INSIDE:SASL_SSL', 'OUTSIDE:SASL_SSL']);
    expect(given['super.users']).toBe(`User:CN=${CERTIFIED.kafka};User:${OPERATOR}`);
  });

  it('locks PostgreSQL as npm start -- --secure does', () => {
    const source = readFileSync(join(root, 'deploy/local/parts/postgres.ts'), 'utf8');
    const [, body = ''] = /function tlsSettings[^]+?return \{\n([^]+?)\n {2}\}/.exec(source) ?? [];
    const names = [...body.matchAll(/^ +(\w+): /gm)].map(([, name]) => name);
    expect(names).toContain('hba_file');
    const given = postgresSettings(composeService('postgres', variables));
    expect(Object.keys(given)).toEqual(expect.arrayContaining(names));
    expect(given).toMatchObject({ ssl: 'on', ssl_min_protocol_version: 'TLSv1.3' });
    const hba = readFileSync(join(root, 'deploy/docker/hba.conf'), 'utf8');
    expect(hba.split('\n').filter((line) => /^\s*host(?!ssl)/.test(line))).toEqual([]);
  });
});

function propertiesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  );
}

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
