import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../local/parts/project-root.js';
import { PROCESS_NAMES, type ProcessName, SERVICE_PROCESSES } from '../local/service-processes.js';

interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
}

const root = projectRoot();
const file: { services: Record<string, ComposeService> } = parse(
  readFileSync(join(root, 'docker-compose.yml'), 'utf8'),
  { merge: true },
);

const CONFIGS: Readonly<Record<ProcessName, string>> = {
  'scim-api': 'apps/scim-api/src/config.ts',
  relay: 'apps/scim-api/src/relay-config.ts',
  directory: 'apps/directory/src/config.ts',
  audit: 'apps/audit/src/config.ts',
  notifier: 'apps/notifier/src/config.ts',
};

describe('docker-compose.yml', () => {
  it.each(PROCESS_NAMES)('runs %s on its documented port', (name) => {
    const { app, entry, port } = SERVICE_PROCESSES[name];
    expect(file.services[name]?.command).toEqual([`dist/apps/${app}/src/${entry}.js`]);
    expect(file.services[name]?.environment?.PORT).toBe(port);
  });

  it.each(PROCESS_NAMES)('gives %s every variable that it cannot do without', (name) => {
    const required = requiredVariables(readFileSync(join(root, CONFIGS[name]), 'utf8'));
    expect(required).toContain('DATABASE_URL');
    expect(Object.keys(file.services[name]?.environment ?? {})).toEqual(expect.arrayContaining(required));
  });

  it.each(PROCESS_NAMES)('lets %s reach its database as the roles that npm start uses', (name) => {
    const wanted = Object.keys(SERVICE_PROCESSES[name].databaseUrls);
    const given = Object.keys(file.services[name]?.environment ?? {}).filter((key) => key.endsWith('DATABASE_URL'));
    expect(given.sort()).toEqual(wanted.sort());
  });
});

/** The variables of the first schema of a config.ts that have neither a default nor Type.Optional around them. */
function requiredVariables(source: string): string[] {
  const schema = /= Type\.Object\(\{\n([\s\S]*?)\n\}\)/.exec(source)?.[1] ?? '';
  return [...schema.matchAll(/^ {2}([A-Z_]+): (.*)$/gm)].flatMap(([, name, type]) =>
    name === undefined || /Optional|default:|duration\(|count\(/.test(type ?? '') ? [] : [name],
  );
}
